<?php
/**
 * Settings of what shoppers meet.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * The fields of three rooms, in the order in which a shopper comes by: product page, cart, order.
 */
final class Shop_Fields {

	/**
	 * All of them.
	 *
	 * @return list<array<string, mixed>>
	 */
	public static function all(): array {
		return array_merge( self::page(), self::cart() );
	}

	/**
	 * Product pages.
	 *
	 * @return list<array<string, mixed>>
	 */
	private static function page(): array {
		return array(
			Field::title( 'page', __( 'Product pages', 'alter-connector' ) ),
			Field::choice(
				'placement',
				__( 'Place of the 3D button', 'alter-connector' ),
				array(
					'auto'   => __( 'By itself, above "Add to cart"', 'alter-connector' ),
					'manual' => __( 'Only where I put it', 'alter-connector' ),
				),
				__( 'Put it anywhere with the block "Alter 3D product" or the shortcode [alter_product].', 'alter-connector' )
			),
			Field::choice(
				'display',
				__( 'The 3D tool opens', 'alter-connector' ),
				array(
					'modal'  => __( 'In a window over the page', 'alter-connector' ),
					'inline' => __( 'In the page, in place of a picture', 'alter-connector' ),
				),
				__( 'Nothing is loaded from Alter before a shopper presses the button.', 'alter-connector' )
			),
			Field::box( 'required', __( 'Customised only', 'alter-connector' ), __( 'Sell products with an active customizer only customised. Each product can say otherwise', 'alter-connector' ) ),
			Field::end( 'page' ),
		);
	}

	/**
	 * Cart and orders.
	 *
	 * @return list<array<string, mixed>>
	 */
	private static function cart(): array {
		return array(
			Field::title( 'cart', __( 'Cart and orders', 'alter-connector' ) ),
			Field::choice(
				'price',
				__( 'Price of customised items', 'alter-connector' ),
				array(
					'shop'  => __( 'The shop\'s price of the product', 'alter-connector' ),
					'alter' => __( 'Alter\'s price of the design, where it is in the shop\'s currency', 'alter-connector' ),
				)
			),
			Field::box( 'sell_when_down', __( 'When Alter does not answer', 'alter-connector' ), __( 'Sell customised items all the same. They are marked in the order, and checked as soon as Alter answers', 'alter-connector' ) ),
			Field::box( 'remove_abandoned', __( 'Abandoned carts', 'alter-connector' ), __( 'Delete designs at Alter that nobody ordered, after WooCommerce has forgotten their cart', 'alter-connector' ) ),
			Field::line( 'order_id_keys', __( 'Order number in Alter\'s message', 'alter-connector' ), __( 'Names under which the customizer may tell the number of its order, tried one after the other. Leave it unless Alter\'s support tells you another.', 'alter-connector' ) ),
			Field::end( 'cart' ),
		);
	}
}
