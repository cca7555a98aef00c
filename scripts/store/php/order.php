<?php
/**
 * An order with a line of one of Alter's orders, as the shop keeps it. Prints the line's id. Arguments: the product, the
 * number at Alter, the status.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

wp_set_current_user( 1 );
$order = wc_create_order();
$line  = $order->add_product( wc_get_product( (int) $argv[1] ) );
wc_add_order_item_meta( $line, '_alter_order_id', $argv[2] ?? '4711' );
$order->set_status( $argv[3] ?? 'pending' );
$order->save();
echo $line;
