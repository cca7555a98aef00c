<?php
/**
 * What a shopper may open.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Embed;

use AlterConnector\Embed\Wish;
use AlterConnector\Protocol\Ticket;
use AlterConnector\State\Connection;
use PHPUnit\Framework\TestCase;

/**
 * A ticket names what it opens and nothing else.
 */
final class Wish_Test extends TestCase {

	/**
	 * An order, with the key of its cart where a ticket can hold it.
	 *
	 * @testWith ["0123456789abcdef", {"p": "wc_12", "o": "123", "k": "0123456789abcdef", "m": "edit", "e": 1840}]
	 *           ["short", {"p": "wc_12", "o": "123", "m": "edit", "e": 1840}]
	 *           ["with.dots.and~tildes", {"p": "wc_12", "o": "123", "m": "edit", "e": 1840}]
	 *           [null, {"p": "wc_12", "o": "123", "m": "edit", "e": 1840}]
	 * @param string|null          $cart_key Alter's.
	 * @param array<string, mixed> $expected What is signed.
	 */
	public function test_an_order( ?string $cart_key, array $expected ): void {
		$wish = new Wish( 'wc_12', 'customizer', 12, 34, 123, $cart_key, Ticket::EDIT );
		self::assertTrue( $wish->is_personal() );
		self::assertSame( $expected, self::signed( $wish->ticket( self::connection(), 1000 ) ) );
		self::assertSame( array( 'product' => 12, 'variation' => 34 ), $wish->subject() ); // phpcs:ignore
	}

	/**
	 * A product's tool, for a storefront that is busy.
	 */
	public function test_a_product(): void {
		$wish = new Wish( 'wc_12_34', 'viewer', 12, 34 );
		self::assertFalse( $wish->is_personal() );
		$expected = array( 'p' => 'wc_12_34', 'e' => 1840 ); // phpcs:ignore
		self::assertSame( $expected, self::signed( $wish->ticket( self::connection(), 1000 ) ) );
	}

	/**
	 * What a ticket says.
	 *
	 * @param string $ticket Its text.
	 * @return array<string, mixed>
	 */
	private static function signed( string $ticket ): array {
		return json_decode( base64_decode( strtr( explode( '.', $ticket )[1], '-_', '+/' ) ), true ); // phpcs:ignore
	}

	/**
	 * Some connection.
	 */
	private static function connection(): Connection {
		return new Connection( 'st_1', 'token', 'key', 'secret', '', 'https://shop.example/', 1 );
	}
}
