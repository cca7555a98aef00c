<?php
/**
 * Orders as the shop keeps them, the newest first, as JSON. Arguments: how many.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

$told = array();
foreach ( wc_get_orders( array( 'limit' => (int) $argv[1], 'orderby' => 'ID', 'order' => 'DESC', 'type' => 'shop_order', 'status' => array_merge( array_keys( wc_get_order_statuses() ), array( 'trash', 'checkout-draft' ) ) ) ) as $order ) {
	$items = array();
	foreach ( $order->get_items() as $id => $item ) {
		$metas = array();
		foreach ( $item->get_meta_data() as $meta ) {
			$metas[ $meta->key ] = $meta->value;
		}
		$items[] = array(
			'id'        => $id,
			'name'      => $item->get_name(),
			'product'   => $item->get_product_id(),
			'variation' => $item->get_variation_id(),
			'quantity'  => $item->get_quantity(),
			'total'     => (float) $item->get_total(),
			'metas'     => $metas,
		);
	}
	$notes  = wp_list_pluck( wc_get_order_notes( array( 'order_id' => $order->get_id() ) ), 'content' );
	$told[] = array(
		'id'     => $order->get_id(),
		'key'    => $order->get_order_key(),
		'status' => $order->get_status(),
		'total'  => (float) $order->get_total(),
		'items'  => $items,
		'notes'  => array_values( $notes ),
	);
}
echo wp_json_encode( $told );
