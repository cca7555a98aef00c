<?php
/**
 * What a page asks to put into the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Add_Wish;
use PHPUnit\Framework\TestCase;

/**
 * A body names things; prices and foreign words fall by the way.
 */
final class Add_Wish_Test extends TestCase {

	private const BODY = array(
		'product'    => 12,
		'runtime'    => 'customizer',
		'sessionRef' => 'ss_1',
	);

	/**
	 * All that is read, and nothing beside it.
	 */
	public function test_a_whole_body(): void {
		$wish = Add_Wish::from_json(
			self::BODY + array(
				'variation'  => '34',
				'quantity'   => 3,
				'cartKey'    => str_repeat( 'c', 22 ),
				'payload'    => array( 'orderId' => 5 ),
				'replaces'   => str_repeat( 'a', 32 ),
				'attributes' => array(
					'attribute_pa_size' => 'm',
					'pa_color'          => 'red',
					'attribute_long'    => str_repeat( 'x', 500 ),
				),
				'price'      => 0.01,
				'alter'      => array( 'alterOrderId' => 5 ),
			)
		);
		self::assertSame(
			array(
				'product_id'   => 12,
				'variation_id' => 34,
				'quantity'     => 3,
				'runtime'      => 'customizer',
				'session_ref'  => 'ss_1',
				'cart_key'     => str_repeat( 'c', 22 ),
				'payload'      => array( 'orderId' => 5 ),
				'replaces'     => str_repeat( 'a', 32 ),
				'attributes'   => array( 'pa_size' => 'm' ),
			),
			get_object_vars( $wish )
		);
	}

	/**
	 * What names no product, tool or session is none.
	 */
	public function test_what_is_no_wish(): void {
		foreach ( array( array( 'product' => 0 ), array( 'product' => '12 or 13' ), array( 'quantity' => 0 ), array( 'quantity' => -2 ), array( 'quantity' => 1.5 ), array( 'quantity' => 9999999 ), array( 'runtime' => 'designer' ), array( 'runtime' => null ), array( 'sessionRef' => '' ), array( 'sessionRef' => 'a/../b' ), array( 'sessionRef' => array() ) ) as $changes ) { // phpcs:ignore WordPress.Arrays
			self::assertNull( Add_Wish::from_json( $changes + self::BODY ), (string) wp_json_encode( $changes ) );
		}
		self::assertNull( Add_Wish::from_json( array() ) );
	}

	/**
	 * A viewer needs no session; odd extras are absent.
	 */
	public function test_tolerance(): void {
		$wish = Add_Wish::from_json(
			array(
				'product'    => 12,
				'runtime'    => 'viewer',
				'payload'    => 'text',
				'replaces'   => '../x',
				'cartKey'    => 'short',
				'attributes' => 'x',
			)
		);
		self::assertSame( array( '', 1, array(), null, null, array() ), array( $wish->session_ref, $wish->quantity, $wish->payload, $wish->replaces, $wish->cart_key, $wish->attributes ) );
	}
}
