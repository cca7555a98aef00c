<?php
/**
 * A line in words, and its picture.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Picture;
use AlterConnector\Cart\Told;
use AlterConnector\State\Line;
use PHPUnit\Framework\TestCase;

/**
 * What people read.
 */
final class Told_Test extends TestCase {

	/**
	 * A claimed line.
	 *
	 * @param array<string, mixed> $changes By the line's keys.
	 */
	private static function line( array $changes = array() ): Line {
		return Line::from_array(
			$changes + array(
				'runtime'           => 'customizer',
				'externalProductId' => 'wc_1',
				'alterOrderId'      => 5,
				'orderDetailId'     => 6,
				'designName'        => 'Mug',
				'options'           => array( array( 'name' => 'Size', 'value' => 'M' ), array( 'name' => 'Material', 'value' => 'Ceramic' ) ), // phpcs:ignore WordPress.Arrays
				'checked'           => true,
			)
		);
	}

	/**
	 * Design and options; what the variation says already is not said twice.
	 */
	public function test_words(): void {
		self::assertSame( array( array( 'Design', 'Mug' ), array( 'Size', 'M' ), array( 'Material', 'Ceramic' ) ), Told::of( self::line() ) );
		self::assertSame( array( array( 'Design', 'Mug' ), array( 'Material', 'Ceramic' ) ), Told::of( self::line(), array( 'm' ) ) );
	}

	/**
	 * A repeat and one sold unchecked say so.
	 */
	public function test_marks(): void {
		self::assertContains( array( 'Repeat', 'of order 12' ), Told::of( self::line( array( 'repeatOf' => '12' ) ) ) );
		self::assertContains( 'Customisation', array_column( Told::of( self::line( array( 'checked' => false ) ) ), 0 ) );
		self::assertNotContains( 'Customisation', array_column( Told::of( self::line() ), 0 ) );
	}

	/**
	 * A picture until its address ends, and only one that the page may load.
	 */
	public function test_pictures(): void {
		$token = 'v1.' . rtrim( strtr( base64_encode( '[2000000000,381,"design","x"]' ), '+/', '-_' ), '=' ) . '.abc'; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
		$url   = "https://connector.example/storefront/v1/k/thumbnails/{$token}";
		$line  = self::line( array( 'pictureUrl' => $url ) );
		self::assertSame( $url, Picture::of( $line, 1999999999, true ) );
		self::assertNull( Picture::of( $line, 2000000000, true ) );
		$plain = self::line( array( 'pictureUrl' => str_replace( 'https', 'http', $url ) ) );
		self::assertNull( Picture::of( $plain, 1, true ) );
		self::assertNotNull( Picture::of( $plain, 1, false ) );
		self::assertNull( Picture::of( self::line( array( 'pictureUrl' => 'https://evil.example/x.png' ) ), 1, true ) );
		self::assertNull( Picture::of( self::line(), 1, true ) );
	}
}
