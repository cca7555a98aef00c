<?php
/**
 * Makes a shop of it: settings, pages, people, and products of every type. Prints what was made, as JSON.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

wp_set_current_user( 1 );

// A new WooCommerce chooses some settings by itself when somebody first looks at wp-admin, where orders are kept among
// them: it does so here, or it would undo what the owner chooses below.
if ( 'yes' === get_option( WC_Install::NEWLY_INSTALLED_OPTION ) ) {
	do_action( 'woocommerce_newly_installed' );
	update_option( WC_Install::NEWLY_INSTALLED_OPTION, 'no' );
}

// The owner has been through WooCommerce's first steps, and opened the shop.
foreach (
	array(
		'woocommerce_onboarding_profile'         => array( 'skipped' => true ),
		'woocommerce_task_list_hidden_lists'     => array( 'setup', 'extended' ),
		'woocommerce_coming_soon'                => 'no',
		'woocommerce_allow_tracking'             => 'no',
		'woocommerce_show_marketplace_suggestions' => 'no',
		'woocommerce_default_country'            => 'PL',
		'woocommerce_currency'                   => 'EUR',
		'woocommerce_custom_orders_table_enabled' => getenv( 'SHOP_HPOS' ),
		'woocommerce_cod_settings'               => array( 'enabled' => 'yes', 'title' => 'Cash on delivery', 'description' => 'Pay when it arrives.', 'enable_for_virtual' => 'yes' ),
	) as $name => $value
) {
	update_option( $name, $value );
}
delete_transient( '_wc_activation_redirect' );
// The owner has read what older versions say of shops without https.
update_user_meta( 1, 'dismissed_no_secure_connection_notice', true );
// All products on one screen of the list.
update_user_meta( 1, 'edit_product_per_page', 100 );
WC_Install::create_pages();

/**
 * Makes one product.
 *
 * @param WC_Product           $product Of its type.
 * @param array<string, mixed> $values  By the setters' names.
 */
function shop_product( WC_Product $product, array $values ): int {
	$product->set_props( $values );
	return $product->save();
}

$made = array( 'simple' => array(), 'variations' => array() );
for ( $i = 1; $i <= 24; $i++ ) {
	$made['simple'][] = shop_product( new WC_Product_Simple(), array( 'name' => sprintf( 'Mug no. %02d', $i ), 'sku' => "mug-{$i}", 'regular_price' => (string) ( 9 + $i ) ) );
}

$size = new WC_Product_Attribute();
$size->set_name( 'Size' );
$size->set_options( array( 'S', 'M', 'L' ) );
$size->set_visible( true );
$size->set_variation( true );
$made['variable'] = shop_product( new WC_Product_Variable(), array( 'name' => 'Shirt', 'sku' => 'shirt', 'attributes' => array( $size ) ) );
foreach ( array( 'S', 'M', 'L' ) as $each ) {
	$made['variations'][] = shop_product( new WC_Product_Variation(), array( 'parent_id' => $made['variable'], 'attributes' => array( 'size' => $each ), 'sku' => "shirt-{$each}", 'regular_price' => '25' ) );
}
WC_Product_Variable::sync( $made['variable'] );

$made['external'] = shop_product( new WC_Product_External(), array( 'name' => 'Poster elsewhere', 'sku' => 'poster', 'regular_price' => '5', 'product_url' => 'https://elsewhere.example/' ) );
$made['grouped']  = shop_product( new WC_Product_Grouped(), array( 'name' => 'Two mugs', 'sku' => 'two', 'children' => array_slice( $made['simple'], 0, 2 ) ) );
$made['draft']    = shop_product( new WC_Product_Simple(), array( 'name' => 'Not yet for sale', 'sku' => 'draft', 'regular_price' => '7', 'status' => 'draft' ) );
$made['odd']      = shop_product( new WC_Product_Simple(), array( 'name' => 'Kubek „Żółć” & <b>"7"</b>', 'sku' => 'odd', 'regular_price' => '12.50' ) );

$people = array( 'manager' => 'shop_manager', 'editor' => 'editor', 'customer' => 'customer' );
foreach ( $people as $login => $role ) {
	wp_insert_user( array( 'user_login' => $login, 'user_pass' => getenv( 'SHOP_PASSWORD' ), 'user_email' => "{$login}@shop.test", 'role' => $role ) );
}
flush_rewrite_rules();

echo wp_json_encode( $made );
