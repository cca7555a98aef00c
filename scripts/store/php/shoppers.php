<?php
/**
 * What shoppers come for: products to be customised, and pages that show one in every way an owner can. Prints what was
 * made, as JSON. Said again it makes nothing anew.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

wp_set_current_user( 1 );

$made = get_option( 'shop_for_shoppers' );
if ( is_array( $made ) ) {
	echo wp_json_encode( $made );
	return;
}

// Carts of shops that keep their customers' addresses ask for less; every order comes from Poland.
update_option( 'woocommerce_enable_myaccount_registration', 'no' );

/**
 * Makes one product.
 *
 * @param WC_Product           $product Of its type.
 * @param array<string, mixed> $values  By the setters' names.
 * @param array<string, string> $metas  By key.
 */
function shop_thing( WC_Product $product, array $values, array $metas = array() ): int {
	$product->set_props( $values );
	foreach ( $metas as $key => $value ) {
		$product->update_meta_data( $key, $value );
	}
	return $product->save();
}

/**
 * The metas of a product with a design.
 *
 * @param string $types  Runtime types.
 * @param string $design Each is a T-shirt; an order of one product's design is none of another's.
 * @return array<string, string>
 */
function shop_design( string $types, string $design ): array {
	return array( '_alter_design_id' => $design, '_alter_runtime_types' => $types, '_alter_status' => 'active' );
}

$made          = array();
$made['own']   = shop_thing( new WC_Product_Simple(), array( 'name' => 'Tee of your own', 'sku' => 'own', 'regular_price' => '20' ), shop_design( 'customizer', '381' ) );
$made['free']  = shop_thing( new WC_Product_Simple(), array( 'name' => 'Tee as you like', 'sku' => 'free', 'regular_price' => '18' ), shop_design( 'customizer', '405' ) + array( '_alter_required' => 'no' ) );
$made['seen']  = shop_thing( new WC_Product_Simple(), array( 'name' => 'Tee to look at', 'sku' => 'seen', 'regular_price' => '15' ), shop_design( 'viewer,configurator', '417' ) );
$made['plain'] = shop_thing( new WC_Product_Simple(), array( 'name' => 'Plain tee', 'sku' => 'plain', 'regular_price' => '10' ) );

$id = wc_create_attribute( array( 'name' => 'Size', 'slug' => 'pa_size' ) );
register_taxonomy( 'pa_size', 'product' );
$terms = array();
foreach ( array( 'S', 'M', 'L' ) as $name ) {
	$terms[ strtolower( $name ) ] = wp_insert_term( $name, 'pa_size', array( 'slug' => strtolower( $name ) ) )['term_id'];
}
$size = new WC_Product_Attribute();
$size->set_id( $id );
$size->set_name( 'pa_size' );
$size->set_options( array_values( $terms ) );
$size->set_visible( true );
$size->set_variation( true );
$made['sized'] = shop_thing( new WC_Product_Variable(), array( 'name' => 'Tee in sizes', 'sku' => 'sized', 'attributes' => array( $size ) ), shop_design( 'customizer', '393' ) );
$made['sizes'] = array();
foreach ( array_keys( $terms ) as $number => $slug ) {
	$made['sizes'][ $slug ] = shop_thing( new WC_Product_Variation(), array( 'parent_id' => $made['sized'], 'attributes' => array( 'pa_size' => $slug ), 'sku' => "sized-{$slug}", 'regular_price' => (string) ( 21 + $number ) ) );
}
WC_Product_Variable::sync( $made['sized'] );

/**
 * Makes a page.
 *
 * @param string $name    Its slug.
 * @param string $content Blocks.
 */
function shop_page( string $name, string $content ): string {
	$id = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_name' => $name, 'post_title' => ucfirst( $name ), 'post_content' => $content ), true );
	return (string) get_permalink( $id );
}

/**
 * A block that shows one product, with the form in it.
 *
 * @param int    $product The product.
 * @param string $form    The form's block.
 */
function shop_single( int $product, string $form ): string {
	return '<!-- wp:woocommerce/single-product {"productId":' . $product . '} --><div class="wp-block-woocommerce-single-product">'
		. "<!-- wp:{$form} /--></div><!-- /wp:woocommerce/single-product -->";
}

$made['pages'] = array();
$forms         = array( 'form' => 'woocommerce/add-to-cart-form', 'options' => 'woocommerce/add-to-cart-with-options' );
foreach ( $forms as $name => $block ) {
	foreach ( WP_Block_Type_Registry::get_instance()->is_registered( $block ) ? array( 'own', 'sized' ) : array() as $which ) {
		$made['pages'][ "{$name}-{$which}" ] = shop_page( "{$name}-{$which}", shop_single( $made[ $which ], $block ) );
	}
}
foreach ( array( 'own', 'sized' ) as $which ) {
	$made['pages'][ "classic-{$which}" ] = shop_page( "classic-{$which}", '<!-- wp:shortcode -->[product_page id="' . $made[ $which ] . '"]<!-- /wp:shortcode -->' );
	$made['urls'][ $which ]              = (string) get_permalink( $made[ $which ] );
}
$made['pages']['shortcode'] = shop_page( 'shortcode', '<!-- wp:shortcode -->[alter_product id="' . $made['own'] . '" display="inline"]<!-- /wp:shortcode -->' );
$made['pages']['block']     = shop_page( 'block', '<!-- wp:alter-connector/product {"productId":' . $made['own'] . '} /-->' );
foreach ( array( 'free', 'seen', 'plain' ) as $which ) {
	$made['urls'][ $which ] = (string) get_permalink( $made[ $which ] );
}

update_option( 'shop_for_shoppers', $made );
delete_transient( 'wc_attribute_taxonomies' );
flush_rewrite_rules();
echo wp_json_encode( $made );
