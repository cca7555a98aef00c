<?php
/**
 * Marks in the list of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * A column with what needs a look, in HPOS' list and in that of posts. The marks are the orders' metas, which the list
 * has loaded anyway.
 */
final class Order_List {

	private const COLUMN = 'alter_connector';

	/**
	 * Listens.
	 */
	public function register(): void {
		foreach ( array( 'woocommerce_shop_order_list_table_columns', 'manage_edit-shop_order_columns' ) as $filter ) {
			add_filter( $filter, array( $this, 'column' ), 20 );
		}
		foreach ( array( 'woocommerce_shop_order_list_table_custom_column', 'manage_shop_order_posts_custom_column' ) as $action ) {
			add_action( $action, array( $this, 'cell' ), 10, 2 );
		}
	}

	/**
	 * The column, behind the status.
	 *
	 * @param mixed $columns The list's.
	 */
	public function column( mixed $columns ): array {
		$columns = (array) $columns;
		$place   = array_search( 'order_status', array_keys( $columns ), true );
		$place   = false === $place ? count( $columns ) : (int) $place + 1;
		$ours    = array( self::COLUMN => __( 'Alter 3D', 'alter-connector' ) );
		return array_slice( $columns, 0, $place, true ) + $ours + array_slice( $columns, $place, null, true );
	}

	/**
	 * Prints a cell.
	 *
	 * @param mixed $column The column.
	 * @param mixed $order  The order, or its number in the list of posts.
	 */
	public function cell( mixed $column, mixed $order = null ): void {
		if ( self::COLUMN !== $column ) {
			return;
		}
		$order = $order instanceof \WC_Abstract_Order ? $order : wc_get_order( (int) $order );
		$marks = $order instanceof \WC_Abstract_Order ? Marks::of( $order ) : array();
		if ( ! $marks ) {
			echo '<span aria-hidden="true">—</span><span class="screen-reader-text">' . esc_html__( 'Nothing to look at', 'alter-connector' ) . '</span>';
			return;
		}
		foreach ( $marks as $mark ) {
			echo '<mark class="order-status status-failed alter-connector-mark"><span>' . esc_html( Words::mark( $mark ) ) . '</span></mark> ';
		}
	}
}
