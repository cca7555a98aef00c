<?php
/**
 * What a viewer or configurator says was chosen.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Said;
use PHPUnit\Framework\TestCase;

/**
 * Text for people out of a payload of any shape, and nothing that sells.
 */
final class Said_Test extends TestCase {

	/**
	 * As "name=value".
	 *
	 * @param array<mixed> $payload  The payload.
	 * @param string       $language Two letters.
	 * @return list<string>
	 */
	private static function read( array $payload, string $language = 'en' ): array {
		return array_map( static fn( array $option ): string => "{$option['name']}={$option['value']}", Said::options( $payload, $language ) );
	}

	/**
	 * The shape of the customizer's documented items, which the other tools may share.
	 */
	public function test_known_things(): void {
		$item = array(
			'model3d'     => array( 'id' => 3 ),
			'size'        => array(
				'id'              => 9,
				'name'            => array(
					'pl' => 'Mały',
					'en' => 'Small',
				),
				'externalMapping' => array( 'term' => array( 'label' => 'XL' ) ),
			),
			'printMethod' => array( 'name' => 'Sublimation' ),
			'variant'     => array( 'id' => 11, 'metadata' => array( 'note' => 'x' ) ), // phpcs:ignore WordPress.Arrays
			'unitPrice'   => array( 'value' => 0, 'currency' => 'EUR' ), // phpcs:ignore WordPress.Arrays
			'quantity'    => 5,
		);
		self::assertSame( array( 'Size=Small', 'Print=Sublimation' ), self::read( array( 'userDesignId' => 10, 'productItems' => array( $item ) ) ) ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array( 'Size=Mały', 'Print=Sublimation' ), self::read( array( 'productItems' => array( $item ) ), 'pl' ) );
	}

	/**
	 * Unknown shapes.
	 */
	public function test_unknown_shapes(): void {
		self::assertSame( array( 'Leg height=72 cm', 'Seats=4' ), self::read( array( 'selection' => array( 'legHeight' => '72 cm', 'seats' => 4 ) ) ) ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array( 'Wood=Oak' ), self::read( array( array( 'name' => 'Wood', 'value' => 'Oak' ) ) ) ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array(), self::read( array( 'totalPrice' => 1, 'price' => '0.01', 'product_id' => 5, 'imageUrl' => 'https://evil.example/', 'token' => 'abc', 'quantity' => 9, '_hidden' => 'x' ) ) ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array(), self::read( array( null, true, array(), 1.5 ) ) );
	}

	/**
	 * Markup stays text; control characters and marks of direction are gone.
	 */
	public function test_hostile_text(): void {
		self::assertSame( array( 'Engraving=<img src=x onerror=alert(1)> two lines' ), self::read( array( 'engraving' => "<img src=x onerror=alert(1)>\r\n\0 two\u{202e} lines" ) ) );
	}

	/**
	 * Four kilobytes of it, however it comes.
	 */
	public function test_it_is_capped(): void {
		$deep = array();
		for ( $level = 0; $level < 200; $level++ ) {
			$deep = array( 'part' => 'x', 'inner' => $deep ); // phpcs:ignore WordPress.Arrays
		}
		self::assertLessThan( 10, count( Said::options( $deep, 'en' ) ) );
		$wide = array();
		foreach ( range( 1, 5000 ) as $number ) {
			$wide[ "part{$number}" ] = str_repeat( 'ż', 5000 );
		}
		self::assertLessThanOrEqual( 4096, array_sum( array_map( 'strlen', self::read( $wide ) ) ) );
	}

	/**
	 * How many pieces a message speaks of; never none, never absurd.
	 */
	public function test_quantities(): void {
		$of = static fn( mixed ...$each ): int => Said::quantity( array( 'productItems' => array_map( static fn( $one ): array => array( 'quantity' => $one ), $each ) ) );
		self::assertSame( array( 5, 1, 1, 1, 10000 ), array( $of( 2, 3 ), $of(), $of( 0 ), $of( '7', -3, 1.5, null, 10 ** 9 ), $of( 9999, 9999 ) ) );
		self::assertSame( 1, Said::quantity( array( 'productItems' => 'x' ) ) );
	}
}
