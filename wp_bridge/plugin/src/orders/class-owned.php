<?php
/**
 * Whose order item it is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;

/**
 * Answers the question whether a visitor may look at what was configured for an item: the customer, or who has the
 * order's key, as on WooCommerce's own pages.
 */
final class Owned {

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'alter_connector_owned_order_item', array( $this, 'line' ), 10, 3 );
	}

	/**
	 * The line, if the visitor owns it.
	 *
	 * @param mixed $line      What others answered.
	 * @param mixed $item_id   The item's number.
	 * @param mixed $order_key The order's key; may be empty.
	 */
	public function line( mixed $line, mixed $item_id = 0, mixed $order_key = '' ): ?Line {
		if ( $line instanceof Line ) {
			return $line;
		}
		$item  = is_int( $item_id ) && $item_id > 0 ? \WC_Order_Factory::get_order_item( $item_id ) : false;
		$order = $item instanceof \WC_Order_Item_Product ? wc_get_order( $item->get_order_id() ) : false;
		if ( ! $order instanceof \WC_Order || $order->has_status( 'trash' ) || ! self::is_theirs( $order, is_string( $order_key ) ? $order_key : '' ) ) {
			return null;
		}
		return Items::line( $item );
	}

	/**
	 * Whether the visitor is the customer, or holds the key.
	 *
	 * @param \WC_Order $order The order.
	 * @param string    $key   As sent.
	 */
	private static function is_theirs( \WC_Order $order, string $key ): bool {
		$user = get_current_user_id();
		if ( $user > 0 && $user === (int) $order->get_customer_id() ) {
			return true;
		}
		return '' !== $key && hash_equals( (string) $order->get_order_key(), $key );
	}
}
