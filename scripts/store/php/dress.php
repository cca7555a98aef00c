<?php
/**
 * The shop in another dress: its theme, and cart and checkout as blocks or as WooCommerce had them before. Arguments:
 * a theme's slug, or "-" for the one that WordPress came with; "block" or "classic".
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

wp_set_current_user( 1 );

list( , $theme, $kind ) = $argv;

$first = get_option( 'shop_first_theme' );
if ( ! $first ) {
	$first = get_stylesheet();
	update_option( 'shop_first_theme', $first );
}
$theme = '-' === $theme ? $first : $theme;
if ( get_stylesheet() !== $theme ) {
	switch_theme( $theme );
}

foreach ( array( 'cart', 'checkout' ) as $name ) {
	$id     = wc_get_page_id( $name );
	$blocks = get_post_meta( $id, 'shop_blocks', true );
	if ( ! $blocks ) {
		$blocks = get_post( $id )->post_content;
		if ( ! has_block( "woocommerce/{$name}", $blocks ) ) {
			fwrite( STDERR, "The page {$name} has no block." );
			exit( 1 );
		}
		update_post_meta( $id, 'shop_blocks', wp_slash( $blocks ) );
	}
	$content = 'block' === $kind ? $blocks : "<!-- wp:shortcode -->[woocommerce_{$name}]<!-- /wp:shortcode -->";
	wp_update_post( array( 'ID' => $id, 'post_content' => wp_slash( $content ) ) );
}
