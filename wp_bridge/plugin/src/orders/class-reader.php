<?php
/**
 * Reads orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * From WooCommerce's order to a snapshot, with HPOS and without.
 */
final class Reader {

	/**
	 * The order as Alter is to know it.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function snapshot( \WC_Order $order ): Snapshot {
		$lines    = array();
		$refunded = 0;
		foreach ( Items::of( $order ) as list( $item, $line ) ) {
			if ( ! Items::is_told( $line ) ) {
				continue;
			}
			$refunded += (int) abs( (float) $order->get_qty_refunded_for_item( $item->get_id() ) );
			$lines[]   = array(
				'alterOrderId'  => (int) $line->alter_order_id,
				'orderDetailId' => $line->order_detail_id,
				'quantity'      => Items::wanted( $order, $item ),
			);
		}
		$modified = $order->get_date_modified();
		return new Snapshot(
			self::status( $order ),
			null !== $order->get_date_paid(),
			null === $modified ? time() : $modified->getTimestamp(),
			$lines,
			$refunded
		);
	}

	/**
	 * The status in the contract's letters.
	 *
	 * @param \WC_Order $order The order.
	 */
	public static function status( \WC_Order $order ): string {
		return substr( (string) preg_replace( '/[^A-Za-z0-9_-]/', '-', $order->get_status() ), 0, 64 );
	}
}
