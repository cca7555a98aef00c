<?php
/**
 * Whether a request comes from the shop's own pages.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Same_Origin;
use PHPUnit\Framework\TestCase;

/**
 * Only the exact origin counts, and one that was told.
 */
final class Same_Origin_Test extends TestCase {

	/**
	 * The shop's own.
	 *
	 * @testWith ["https://shop.example", "https://shop.example/"]
	 *           ["https://shop.example", "https://Shop.Example:443/store/"]
	 *           ["http://shop.example:8080", "http://shop.example:8080"]
	 *           ["https://[::1]:8443", "https://[::1]:8443/"]
	 * @param string $origin As the browser tells it.
	 * @param string $home   The shop's address.
	 */
	public function test_the_shops_own( string $origin, string $home ): void {
		self::assertSame( $origin, Same_Origin::of( array( 'HTTP_ORIGIN' => $origin ), $home ) );
		$server = array(
			'HTTP_ORIGIN'         => $origin,
			'HTTP_SEC_FETCH_SITE' => 'same-origin',
		);
		self::assertSame( $origin, Same_Origin::of( $server, $home ) );
	}

	/**
	 * Everybody else's, and none.
	 *
	 * @testWith [null]
	 *           [""]
	 *           ["null"]
	 *           ["https://evil.example"]
	 *           ["http://shop.example"]
	 *           ["https://shop.example:444"]
	 *           ["https://shop.example.evil.example"]
	 *           ["https://www.shop.example"]
	 *           ["https://shop.example/"]
	 *           ["https://shop.example https://evil.example"]
	 *           [["https://shop.example"]]
	 * @param mixed $origin As it was told.
	 */
	public function test_others( mixed $origin ): void {
		self::assertNull( Same_Origin::of( array( 'HTTP_ORIGIN' => $origin ), 'https://shop.example/' ) );
	}

	/**
	 * What the browser says of itself counts, too.
	 *
	 * @testWith ["cross-site"]
	 *           ["same-site"]
	 *           ["none"]
	 *           [""]
	 * @param string $site Sec-Fetch-Site.
	 */
	public function test_another_site( string $site ): void {
		$server = array(
			'HTTP_ORIGIN'         => 'https://shop.example',
			'HTTP_SEC_FETCH_SITE' => $site,
		);
		self::assertNull( Same_Origin::of( $server, 'https://shop.example' ) );
	}
}
