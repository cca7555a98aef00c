<?php
/**
 * What the owner sees of an order that needs a look.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Order_Row;

/**
 * Order notes say what happened, once; marks stand in the list of orders while something is to be done.
 */
final class Marks {

	public const REFUSED   = 'refused';
	public const DIFFERS   = 'differs';
	public const UNCHECKED = 'unchecked';
	public const FOREIGN   = 'foreign';

	/**
	 * Order meta: marks, separated by commas.
	 */
	public const META = '_alter_marks';

	/**
	 * Order meta: what was noted, so that no retry notes it again.
	 */
	public const NOTED = '_alter_noted';

	/**
	 * The marks of an order.
	 *
	 * @param \WC_Abstract_Order $order The order.
	 * @return list<string>
	 */
	public static function of( \WC_Abstract_Order $order ): array {
		return array_values( array_filter( explode( ',', (string) $order->get_meta( self::META ) ) ) );
	}

	/**
	 * An event was refused for good.
	 *
	 * @param Order_Row $row    The event.
	 * @param string    $code   Why.
	 * @param string    $detail The same in English.
	 */
	public function refused( Order_Row $row, string $code, string $detail ): void {
		$order = wc_get_order( $row->order_id );
		if ( $order instanceof \WC_Order ) {
			/* translators: %s: why. */
			$this->note( $order, "refused:{$code}", sprintf( __( 'Alter was not told of this order: %s', 'alter-connector' ), Words::code( $code, $detail ) ) );
			$this->set( $order, self::REFUSED, true );
		}
	}

	/**
	 * All of an order arrived at Alter.
	 *
	 * @param Order_Row $row The newest event.
	 */
	public function settled( Order_Row $row ): void {
		$order = wc_get_order( $row->order_id );
		if ( $order instanceof \WC_Order && in_array( self::REFUSED, self::of( $order ), true ) ) {
			$this->set( $order, self::REFUSED, false );
			$this->note( $order, "settled:{$row->sequence}", __( 'Alter knows of this order now.', 'alter-connector' ) );
		}
	}

	/**
	 * What the connector said of single Alter orders.
	 *
	 * @param Order_Row                $row   The event.
	 * @param array<string, list<int>> $codes Alter orders by codes.
	 */
	public function heard( Order_Row $row, array $codes ): void {
		$order = $codes ? wc_get_order( $row->order_id ) : false;
		if ( ! $order instanceof \WC_Order ) {
			return;
		}
		foreach ( $codes as $code => $numbers ) {
			/* translators: 1: numbers of orders at Alter; 2: what is to be known of them. */
			$this->note( $order, $code . ':' . implode( ',', $numbers ), sprintf( __( 'Alter\'s order %1$s: %2$s', 'alter-connector' ), implode( ', ', $numbers ), Words::code( $code ) ) );
		}
		if ( isset( $codes['orders.notOwner'] ) ) {
			$this->set( $order, self::FOREIGN, true );
		}
	}

	/**
	 * Adds a private note, unless the same one was added before.
	 *
	 * @param \WC_Order $order The order.
	 * @param string    $key   What it is about.
	 * @param string    $text  Plain text; what comes from outside in it is escaped where it is shown.
	 */
	public function note( \WC_Order $order, string $key, string $text ): void {
		$noted = array_filter( (array) $order->get_meta( self::NOTED ), 'is_string' );
		$key   = substr( sha1( $key ), 0, 12 );
		if ( in_array( $key, $noted, true ) ) {
			return;
		}
		$order->update_meta_data( self::NOTED, array_slice( array_merge( $noted, array( $key ) ), -50 ) );
		$order->save_meta_data();
		$order->add_order_note( esc_html( $text ) );
	}

	/**
	 * Sets a mark or takes it away.
	 *
	 * @param \WC_Order $order  The order.
	 * @param string    $mark   One of the constants.
	 * @param bool      $is_set Whether it stands.
	 */
	public function set( \WC_Order $order, string $mark, bool $is_set ): void {
		$before = self::of( $order );
		$after  = array_diff( $before, array( $mark ) );
		if ( $is_set ) {
			$after[] = $mark;
		}
		if ( array_values( $after ) === $before ) {
			return;
		}
		if ( $after ) {
			$order->update_meta_data( self::META, implode( ',', $after ) );
		} else {
			$order->delete_meta_data( self::META );
		}
		$order->save_meta_data();
	}
}
