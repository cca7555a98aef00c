<?php
/**
 * The block's markup. WordPress includes this file with `$attributes`, `$content` and `$block`.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

/**
 * The place of a product's 3D tools.
 *
 * @param string               $html       Empty.
 * @param array<string, mixed> $attributes Of the block.
 * @param WP_Block             $block      The block.
 */
$alter_connector_html = (string) apply_filters( 'alter_connector_product_block', '', $attributes, $block );

if ( '' !== $alter_connector_html ) {
	// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped where it is made, and by WordPress.
	printf( '<div %1$s>%2$s</div>', get_block_wrapper_attributes(), $alter_connector_html );
}
