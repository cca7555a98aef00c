<?php
/**
 * An order with a customised line, as the shop keeps it. Prints the line's id.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

wp_set_current_user( 1 );
$order = wc_create_order();
$line  = $order->add_product( wc_get_product( (int) $argv[1] ) );
wc_add_order_item_meta( $line, '_alter_order_id', '4711' );
$order->save();
echo $line;
