<?php
/**
 * Taxes of the shop. Arguments: "none", or "without" or "with" for prices that are entered without or with a tax of 23 %.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

global $wpdb;
$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_tax_rates" );
if ( 'none' !== $argv[1] ) {
	WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'PL', 'tax_rate' => '23', 'tax_rate_name' => 'VAT', 'tax_rate_priority' => 1, 'tax_rate_shipping' => 1 ) );
}
update_option( 'woocommerce_calc_taxes', 'none' === $argv[1] ? 'no' : 'yes' );
update_option( 'woocommerce_prices_include_tax', 'with' === $argv[1] ? 'yes' : 'no' );
WC_Cache_Helper::invalidate_cache_group( 'taxes' );
