<?php
/**
 * Forgets what was configured.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- WooCommerce can not be asked which items have the same picture.

/**
 * Takes away what an order keeps of its designs, and has the connector forget whose orders they are. Alter's own orders
 * stay as they are: only their owner can delete them there.
 */
final class Erasure {

	/**
	 * Built once, by the room.
	 *
	 * @param Recorder $recorder Tells the connector.
	 */
	public function __construct( private Recorder $recorder ) {}

	/**
	 * Forgets what one order keeps.
	 *
	 * @param \WC_Order $order The order.
	 * @return bool Whether there was anything.
	 */
	public function forget( \WC_Order $order ): bool {
		$items = Items::of( $order );
		$this->recorder->erased( $order->get_id() );
		foreach ( $items as list( $item, $line ) ) {
			unset( $line );
			$this->forget_item( $item );
		}
		$order->delete_meta_data( Marks::META );
		$order->delete_meta_data( Marks::NOTED );
		$order->save_meta_data();
		return array() !== $items;
	}

	/**
	 * Forgets what one item keeps, what people read of it included.
	 *
	 * @param \WC_Order_Item_Product $item The item.
	 */
	private function forget_item( \WC_Order_Item_Product $item ): void {
		$picture  = (string) $item->get_meta( Items::PICTURE );
		$readable = $item->get_meta( Items::READABLE );
		foreach ( array_merge( Items::HIDDEN, is_array( $readable ) ? $readable : array() ) as $key ) {
			$item->delete_meta_data( (string) $key );
		}
		$item->save_meta_data();
		if ( '' !== $picture && ! self::is_shown_elsewhere( $picture ) ) {
			Known_Pictures::forget( $picture );
			Picture_Files::remove( $picture );
		}
	}

	/**
	 * Whether another item has the same picture.
	 *
	 * @param string $url Its address.
	 */
	private static function is_shown_elsewhere( string $url ): bool {
		global $wpdb;
		return null !== $wpdb->get_var( $wpdb->prepare( 'SELECT meta_id FROM %i WHERE meta_key = %s AND meta_value = %s LIMIT 1', "{$wpdb->prefix}woocommerce_order_itemmeta", Items::PICTURE, $url ) );
	}
}
