<?php
/**
 * Where the owner places a product's 3D tools.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * The block "Alter 3D product" and the shortcode `[alter_product]`. Without a product they mean the page's.
 */
final class By_Hand {

	public const SHORTCODE = 'alter_product';

	private const EDITOR = 'alter-connector-block-editor';

	/**
	 * Built once, by the room.
	 *
	 * @param Stand $stand What is placed.
	 */
	public function __construct( private Stand $stand ) {}

	/**
	 * Hooks both in.
	 */
	public function register(): void {
		add_action( 'init', array( $this, 'register_block' ) );
		add_shortcode( self::SHORTCODE, array( $this, 'shortcode' ) );
		add_filter( 'alter_connector_product_block', array( $this, 'block' ), 10, 3 );
	}

	/**
	 * Tells WordPress of the block.
	 */
	public function register_block(): void {
		wp_register_script( self::EDITOR, plugins_url( 'blocks/product/editor.js', PLUGIN_FILE ), array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-api-fetch', 'wp-url' ), VERSION, true );
		$texts = array(
			'title'   => __( 'Alter 3D product', 'alter-connector' ),
			'product' => __( 'Product', 'alter-connector' ),
			'help'    => __( 'Leave it empty for the product of the page.', 'alter-connector' ),
			'display' => __( 'How it opens', 'alter-connector' ),
			'usual'   => __( 'As set for the shop', 'alter-connector' ),
			'modal'   => __( 'In a window over the page', 'alter-connector' ),
			'inline'  => __( 'In the page', 'alter-connector' ),
			'of_page' => __( 'Shoppers see the button of the page\'s product here, when it has an active 3D design.', 'alter-connector' ),
			'of_one'  => __( 'Shoppers see the button of this product here, when it has an active 3D design:', 'alter-connector' ),
		);
		wp_add_inline_script( self::EDITOR, 'window.alterConnectorBlock = ' . wp_json_encode( $texts, JSON_HEX_TAG | JSON_HEX_AMP ) . ';', 'before' );
		register_block_type(
			dirname( PLUGIN_FILE ) . '/blocks/product',
			array(
				'title'       => $texts['title'],
				'description' => __( 'The button that opens a product\'s 3D viewer, configurator or customizer.', 'alter-connector' ),
			)
		);
	}

	/**
	 * The block, escaped.
	 *
	 * @param mixed $html       Nothing, unless somebody else filters too.
	 * @param mixed $attributes As the editor kept them.
	 * @param mixed $block      The block as it is rendered.
	 */
	public function block( mixed $html, mixed $attributes, mixed $block ): string {
		unset( $html );
		$attributes = (array) $attributes;
		$context    = $block instanceof \WP_Block ? (int) ( $block->context['postId'] ?? 0 ) : 0;
		$own        = absint( $attributes['productId'] ?? 0 );
		return $this->of( $own > 0 ? $own : $context, (string) ( $attributes['display'] ?? '' ) );
	}

	/**
	 * The shortcode: `[alter_product id="12" display="inline"]`. Escaped.
	 *
	 * @param mixed $attributes As they were written; an empty text for none.
	 */
	public function shortcode( mixed $attributes ): string {
		$attributes = shortcode_atts(
			array(
				'id'      => '0',
				'display' => '',
			),
			is_array( $attributes ) ? $attributes : array(),
			self::SHORTCODE
		);
		return $this->of( absint( $attributes['id'] ), (string) $attributes['display'] );
	}

	/**
	 * A product's stand, escaped; empty where there is no such product.
	 *
	 * @param int    $id      Its post; 0 for the page's.
	 * @param string $display "modal" or "inline"; empty for the shop's choice.
	 */
	private function of( int $id, string $display ): string {
		$current = $GLOBALS['product'] ?? null;
		$product = 0 === $id && $current instanceof \WC_Product ? $current : wc_get_product( 0 === $id ? get_the_ID() : $id );
		return $product instanceof \WC_Product ? $this->stand->html( $product, false, $display ) : '';
	}
}
