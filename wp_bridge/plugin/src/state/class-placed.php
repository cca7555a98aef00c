<?php
/**
 * Whether an order is one.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Tells orders from drafts and from attempts to buy. WooCommerce makes another order when the cart changes before the
 * payment, and cancels the unpaid one after an hour. Alter's order follows the first order that names it, and may still
 * be edited in the cart: an attempt that came to nothing must neither be followed nor keep the design from being bought.
 * Pure.
 */
final class Placed {

	/**
	 * The checkout block keeps one while somebody types.
	 */
	private const DRAFTS = array( 'checkout-draft', 'auto-draft', 'draft', 'new', '' );

	private const ATTEMPTS = array( 'pending', 'failed', 'cancelled', 'trash' );

	/**
	 * Whether an order was placed, and not merely tried.
	 *
	 * @param string $status   Without "wc-".
	 * @param bool   $was_paid Whether it was paid at any time.
	 * @param bool   $was_told Whether Alter was told of it, or is about to be.
	 */
	public static function is( string $status, bool $was_paid, bool $was_told ): bool {
		if ( in_array( $status, self::DRAFTS, true ) ) {
			return false;
		}
		return $was_paid || $was_told || ! in_array( $status, self::ATTEMPTS, true );
	}
}
