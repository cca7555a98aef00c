<?php
/**
 * A page's Content Security Policy.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Checks;

use AlterConnector\Checks\Content_Policy;
use PHPUnit\Framework\TestCase;

/**
 * The directive that is in the way is named, and none where browsers see none.
 */
final class Content_Policy_Test extends TestCase {

	private const APP = 'https://alterproduct.com/app/';

	/**
	 * What a policy says of the frame.
	 *
	 * @testWith ["", null]
	 *           ["script-src 'none'", null]
	 *           ["frame-src 'self'", "frame-src"]
	 *           ["frame-src", "frame-src"]
	 *           ["FRAME-SRC 'none'", "frame-src"]
	 *           ["frame-src 'self' https://alterproduct.com", null]
	 *           ["frame-src alterproduct.com", null]
	 *           ["frame-src http://alterproduct.com", null]
	 *           ["frame-src https://alterproduct.com:443", null]
	 *           ["frame-src https://alterproduct.com:8443", "frame-src"]
	 *           ["frame-src https://alterproduct.com:*", null]
	 *           ["frame-src https://ALTERPRODUCT.com", null]
	 *           ["frame-src *.alterproduct.com", "frame-src"]
	 *           ["frame-src *.com", null]
	 *           ["frame-src https:", null]
	 *           ["frame-src http:", null]
	 *           ["frame-src data: blob:", "frame-src"]
	 *           ["frame-src *", null]
	 *           ["frame-src https://alterproduct.com/app/", null]
	 *           ["frame-src https://alterproduct.com/Other/", "frame-src"]
	 *           ["frame-src https://alterproduct.com.evil.example", "frame-src"]
	 *           ["child-src 'self'", "child-src"]
	 *           ["child-src 'self'; frame-src https:", null]
	 *           ["default-src 'self'", "default-src"]
	 *           ["default-src 'self'; child-src https:", null]
	 *           ["frame-src https:; frame-src 'none'", null]
	 *           ["frame-src https:, frame-src 'self'", "frame-src"]
	 *           ["default-src 'self' 'unsafe-inline' https://alterproduct.com", null]
	 * @param string      $policy    As it was sent.
	 * @param string|null $directive In the way.
	 */
	public function test_the_frame( string $policy, ?string $directive ): void {
		$found = new Content_Policy( array( $policy ), '', 'https://shop.example/product/mug/' );
		self::assertSame( $directive, $found->forbids( 'frame-src', self::APP ) );
	}

	/**
	 * What it says of the call.
	 *
	 * @testWith ["connect-src 'self'", "connect-src"]
	 *           ["frame-src 'none'", null]
	 *           ["default-src 'self'", "default-src"]
	 *           ["child-src 'none'", null]
	 *           ["default-src 'self'; connect-src https://connector.example:8443", null]
	 * @param string      $policy    As it was sent.
	 * @param string|null $directive In the way.
	 */
	public function test_the_call( string $policy, ?string $directive ): void {
		$found = new Content_Policy( array( $policy ), '', 'https://shop.example/' );
		self::assertSame( $directive, $found->forbids( 'connect-src', 'https://connector.example:8443/' ) );
	}

	/**
	 * Each policy has a say: several headers, and what stands in the page.
	 */
	public function test_every_policy_counts(): void {
		$open  = "frame-src https: 'self'";
		$found = new Content_Policy( array( $open, "default-src 'self'" ), '', 'https://shop.example/' );
		self::assertSame( 'default-src', $found->forbids( 'frame-src', self::APP ) );
		$html = '<head><meta charset="utf-8"><META content="frame-src &#39;self&#39;" http-equiv="Content-Security-Policy" ></head>';
		self::assertSame( 'frame-src', ( new Content_Policy( array( $open ), $html, 'https://shop.example/' ) )->forbids( 'frame-src', self::APP ) );
		$other = '<meta name="x" content="frame-src \'none\'"><meta http-equiv="Content-Security-Policy-Report-Only" content="frame-src \'none\'">';
		self::assertNull( ( new Content_Policy( array(), $other, 'https://shop.example/' ) )->forbids( 'frame-src', self::APP ) );
	}

	/**
	 * The shop itself, as 'self' means it.
	 */
	public function test_self(): void {
		$found = new Content_Policy( array( "connect-src 'self'" ), '', 'http://shop.example/' );
		self::assertNull( $found->forbids( 'connect-src', 'http://shop.example/wc' ) );
		self::assertSame( 'connect-src', $found->forbids( 'connect-src', 'http://shop.example:8080/' ) );
	}
}
