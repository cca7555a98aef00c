<?php
/**
 * Puts lines into the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Service\Shopper_Refusal;
use AlterConnector\State\Line;

/**
 * All lines of a click or none: when WooCommerce refuses one (stock, sold individually, another plugin's rule), the cart
 * is what it was before.
 */
final class Basket {

	/**
	 * Built once, by the room.
	 *
	 * @param Pass $pass Lets lines through the gate.
	 */
	public function __construct( private Pass $pass ) {}

	/**
	 * The items of the cart that hold lines, by their keys.
	 *
	 * @return array<string, Line>
	 */
	public static function lines(): array {
		$found = array();
		foreach ( WC()->cart ? WC()->cart->get_cart() : array() as $key => $item ) {
			$line = Line::from_array( $item[ Line::KEY ] ?? null );
			if ( null !== $line ) {
				$found[ (string) $key ] = $line;
			}
		}
		return $found;
	}

	/**
	 * What an order in the cart was claimed with; null when none of its lines lies there.
	 *
	 * @param int|null $order_id Alter's order.
	 */
	public static function claim_key( ?int $order_id ): ?string {
		foreach ( null === $order_id ? array() : self::lines() as $key => $line ) {
			$found = WC()->cart->get_cart_item( $key )[ Item::CLAIM_KEY ] ?? null;
			if ( $line->is_of_order( $order_id ) && is_string( $found ) ) {
				return $found;
			}
		}
		return null;
	}

	/**
	 * Puts items into the cart, in the place of others.
	 *
	 * @param list<Item>   $items The new ones.
	 * @param list<string> $old   Keys of those that they replace.
	 * @return list<string> Their keys.
	 * @throws Shopper_Refusal When WooCommerce refuses one of them.
	 */
	public function put( array $items, array $old ): array {
		$cart    = WC()->cart;
		$before  = $cart->get_cart_contents();
		$notices = wc_get_notices();
		// Out first: what is replaced must not count against the stock.
		$cart->set_cart_contents( array_diff_key( $before, array_flip( $old ) ) );
		$keys = array();
		foreach ( $items as $item ) {
			$key = $this->add( $item );
			if ( null === $key ) {
				$reason = self::reason( $notices );
				$cart->set_cart_contents( $before );
				self::settle( $notices );
				throw new Shopper_Refusal( 409, 'cart.refused', $reason );
			}
			$keys[] = $key;
		}
		$cart->set_cart_contents( self::in_place( $before, $cart->get_cart_contents(), $old, $keys ) );
		self::settle( $notices );
		return $keys;
	}

	/**
	 * Adds one item as WooCommerce's own forms do; null when that is refused.
	 *
	 * @param Item $item The item.
	 */
	private function add( Item $item ): ?string {
		$data = $item->data();
		if ( ! self::is_single_enough( $item ) ) {
			return null;
		}
		$this->pass->item = $item;
		try {
			// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WooCommerce's, which asks other plugins.
			$passes = apply_filters( 'woocommerce_add_to_cart_validation', true, $item->product_id, $item->quantity, $item->variation_id, $item->attributes, $data );
			$key    = $passes ? WC()->cart->add_to_cart( $item->product_id, $item->quantity, $item->variation_id, $item->attributes, $data ) : false;
		} finally {
			$this->pass->item = null;
		}
		return is_string( $key ) && '' !== $key ? $key : null;
	}

	/**
	 * Whether an item that is sold one to an order is one. WooCommerce would make five designs one, and takes a second
	 * line for another product because its data differs.
	 *
	 * @param Item $item The item.
	 */
	private static function is_single_enough( Item $item ): bool {
		$product = wc_get_product( $item->variation_id > 0 ? $item->variation_id : $item->product_id );
		if ( ! $product instanceof \WC_Product || ! $product->is_sold_individually() ) {
			return true;
		}
		$others = array_filter( WC()->cart->get_cart(), static fn( array $other ): bool => (int) $other['product_id'] === $item->product_id );
		if ( 1 === $item->quantity && ! $others ) {
			return true;
		}
		/* translators: %s: a product's name. */
		wc_add_notice( esc_html( sprintf( __( 'One “%s” to an order: take the other one out of your cart, or make only one.', 'alter-connector' ), $product->get_name() ) ), 'error' );
		return false;
	}

	/**
	 * The cart with the new items where the first old one lay.
	 *
	 * @param array<string, mixed> $before The contents before.
	 * @param array<string, mixed> $after  And after: new ones at the end.
	 * @param list<string>         $old    Keys of the replaced ones.
	 * @param list<string>         $keys   Keys of the new ones.
	 * @return array<string, mixed>
	 */
	private static function in_place( array $before, array $after, array $old, array $keys ): array {
		$place = $old ? array_search( true, array_map( static fn( $key ): bool => in_array( (string) $key, $old, true ), array_keys( $before ) ), true ) : false;
		if ( false === $place ) {
			return $after;
		}
		$new   = array_intersect_key( $after, array_flip( $keys ) );
		$rest  = array_diff_key( $after, $new );
		$above = array_diff( array_slice( array_keys( $before ), 0, $place ), $keys );
		return array_intersect_key( $rest, array_flip( $above ) ) + $new + $rest;
	}

	/**
	 * Why WooCommerce refused, in its own words.
	 *
	 * @param array<string, mixed> $before Notices that were there.
	 */
	private static function reason( array $before ): string {
		$texts = array_diff( wp_list_pluck( wc_get_notices( 'error' ), 'notice' ), wp_list_pluck( $before['error'] ?? array(), 'notice' ) );
		// A link to the cart makes no sense in an answer to a script.
		$plain = trim( wp_strip_all_tags( (string) preg_replace( '~<a\b.*?</a>~is', '', (string) reset( $texts ) ) ) );
		return '' !== $plain ? html_entity_decode( $plain, ENT_QUOTES, 'UTF-8' ) : __( 'The shop could not put this into your cart. It may be sold out; ask the shop.', 'alter-connector' );
	}

	/**
	 * Totals, session and saved cart follow the contents; notices go to the script and not onto the next page.
	 *
	 * @param array<string, mixed> $notices Those that were there.
	 */
	private static function settle( array $notices ): void {
		wc_set_notices( $notices ? $notices : null );
		WC()->cart->calculate_totals();
		( new \WC_Cart_Session( WC()->cart ) )->persistent_cart_update();
	}
}
