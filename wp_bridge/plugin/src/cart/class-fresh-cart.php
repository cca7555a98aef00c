<?php
/**
 * The cart as it is now.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

/**
 * WooCommerce reads a visitor's cart when a request begins and writes it when the request ends, whatever another tab
 * wrote meanwhile. A claim takes its time in between, so without this a double click or a second tab would lose lines or
 * bring back old ones. Here requests of one visitor that add take turns, and each begins with what the last one left.
 */
final class Fresh_Cart {

	/**
	 * How long one waits for another, in seconds. Nothing remote happens inside.
	 */
	private const PATIENCE = 10;

	/**
	 * What of a session makes up the cart.
	 */
	private const KEYS = array( 'cart', 'cart_totals', 'applied_coupons', 'coupon_discount_totals', 'coupon_discount_tax_totals', 'removed_cart_contents' );

	/**
	 * Does something with the cart while no other request of this visitor does.
	 *
	 * @param callable $work Takes nothing; what it returns is returned.
	 */
	public static function change( callable $work ): mixed {
		$lock = 'alter_cart_' . md5( DB_NAME . $GLOBALS['wpdb']->prefix . WC()->session->get_customer_id() );
		self::lock( 'SELECT GET_LOCK(%s, %d)', $lock, self::PATIENCE );
		try {
			self::reload();
			return $work();
		} finally {
			self::keep();
			self::lock( 'SELECT RELEASE_LOCK(%s)', $lock );
		}
	}

	/**
	 * Reads the cart anew.
	 */
	private static function reload(): void {
		$session = WC()->session;
		if ( ! $session instanceof \WC_Session_Handler ) {
			return;
		}
		$customer = $session->get_customer_id();
		wp_cache_delete( \WC_Cache_Helper::get_cache_prefix( WC_SESSION_CACHE_GROUP ) . $customer, WC_SESSION_CACHE_GROUP );
		$stored = $session->get_session( $customer, null );
		if ( ! is_array( $stored ) ) {
			return;
		}
		foreach ( self::KEYS as $key ) {
			$session->set( $key, isset( $stored[ $key ] ) ? maybe_unserialize( $stored[ $key ] ) : null );
		}
		// WooCommerce leaves the contents alone when the session's cart is empty.
		WC()->cart->set_cart_contents( array() );
		WC()->cart->get_cart_from_session();
	}

	/**
	 * Writes it now.
	 */
	private static function keep(): void {
		$session = WC()->session;
		if ( $session instanceof \WC_Session_Handler ) {
			$session->save_data();
		}
	}

	/**
	 * Asks the database for the lock. Where it has none (a cluster's proxy), requests race as they always did.
	 *
	 * @param string     $sql       With places.
	 * @param string|int ...$values For them.
	 */
	private static function lock( string $sql, string|int ...$values ): void {
		global $wpdb;
		$was = $wpdb->suppress_errors();
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- A lock; the two texts are above.
		$wpdb->get_var( $wpdb->prepare( $sql, ...$values ) );
		$wpdb->suppress_errors( $was );
	}
}
