<?php
/**
 * Activates WooCommerce.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

wp_set_current_user( 1 );
$fault = activate_plugin( 'woocommerce/woocommerce.php' );
if ( is_wp_error( $fault ) ) {
	fwrite( STDERR, $fault->get_error_message() );
	exit( 1 );
}
