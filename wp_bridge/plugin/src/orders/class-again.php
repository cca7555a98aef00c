<?php
/**
 * Order again.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;

/**
 * A repeat names what the first order bought. Alter's order stays the first order's, so nobody edits it, and Alter hears
 * of no second one; whether it may be sold again is the cart's to say.
 */
final class Again {

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'woocommerce_order_again_cart_item_data', array( $this, 'repeat' ), 10, 3 );
	}

	/**
	 * The cart item's data.
	 *
	 * @param mixed $data  What others put in.
	 * @param mixed $item  The bought item.
	 * @param mixed $order Its order.
	 */
	public function repeat( mixed $data, mixed $item, mixed $order = null ): array {
		$data = (array) $data;
		$line = Items::line( $item );
		if ( null !== $line && $order instanceof \WC_Order && ! Items::is_unclaimed( $line ) ) {
			$data[ Line::KEY ] = $line->as_repeat_of( $order->get_order_number() )->to_array();
		}
		return $data;
	}
}
