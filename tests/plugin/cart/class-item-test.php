<?php
/**
 * A line and what it is a line of.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Item;
use AlterConnector\State\Line;
use PHPUnit\Framework\TestCase;

/**
 * What the cart holds of an item, and when an item is there already.
 */
final class Item_Test extends TestCase {

	private const LINE = array(
		'runtime'           => 'customizer',
		'externalProductId' => 'wc_1',
		'alterOrderId'      => 5,
		'orderDetailId'     => 6,
		'unitPrice'         => 9.9,
		'currency'          => 'EUR',
		'sessionRef'        => 'ss_1',
		'claimId'           => 'cl_1',
		'pictureUrl'        => 'https://connector.example/a',
		'checked'           => true,
	);

	/**
	 * An item.
	 *
	 * @param array<string, mixed> $changes Of the line.
	 */
	private static function item( array $changes = array() ): Item {
		return new Item( 12, 34, array(), 2, Line::from_array( $changes + self::LINE ), str_repeat( 'k', 43 ) );
	}

	/**
	 * As WooCommerce's cart has it.
	 *
	 * @param array<string, mixed> $changes Of the cart's item.
	 * @return array<string, mixed>
	 */
	private static function in_cart( array $changes = array() ): array {
		return $changes + self::item()->data() + array(
			'product_id'   => 12,
			'variation_id' => 34,
			'quantity'     => 7,
		);
	}

	/**
	 * The key that it was claimed with lies beside the line, never in it: the line goes into the order.
	 */
	public function test_the_key_is_not_the_lines(): void {
		$data = self::item()->data();
		self::assertSame( array( Line::KEY, Item::CLAIM_KEY ), array_keys( $data ) );
		self::assertStringNotContainsString( 'kkkk', (string) wp_json_encode( $data[ Line::KEY ] ) );
		self::assertSame( array( Line::KEY ), array_keys( ( new Item( 1, 0, array(), 1, Line::from_array( self::LINE ) ) )->data() ) );
	}

	/**
	 * The quantity is the shopper's; a picture's address, a session and a claim's number say nothing.
	 */
	public function test_it_is_there_already(): void {
		self::assertTrue( self::item()->is_the_same_as( self::in_cart() ) );
		self::assertTrue( self::item( array( 'pictureUrl' => 'https://connector.example/b', 'sessionRef' => 'ss_2', 'claimId' => 'cl_2' ) )->is_the_same_as( self::in_cart() ) ); // phpcs:ignore WordPress.Arrays
	}

	/**
	 * Another choice, price, item or product is another one.
	 */
	public function test_it_is_another_one(): void {
		$option = array( array( 'name' => 'Size', 'value' => 'M' ) ); // phpcs:ignore WordPress.Arrays
		foreach ( array( array( 'options' => $option ), array( 'unitPrice' => 1 ), array( 'currency' => 'USD' ), array( 'orderDetailId' => 7 ), array( 'checked' => false ) ) as $changes ) { // phpcs:ignore WordPress.Arrays
			self::assertFalse( self::item( $changes )->is_the_same_as( self::in_cart() ), (string) wp_json_encode( $changes ) );
		}
		self::assertFalse( self::item()->is_the_same_as( self::in_cart( array( 'variation_id' => 35 ) ) ) );
		self::assertFalse( self::item()->is_the_same_as( self::in_cart( array( Line::KEY => 'x' ) ) ) );
	}
}
