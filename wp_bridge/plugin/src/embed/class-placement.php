<?php
/**
 * Where products get their 3D tools by themselves.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\State\Settings;

/**
 * In the form that puts a product into the cart: by WooCommerce's hooks, which the classic form and both blocks of it
 * fire. A product without a form (not for sale, not in stock) can still be looked at, so it gets a place where the
 * form would be.
 */
final class Placement {

	/**
	 * Blocks that show the form.
	 */
	private const BLOCKS = array( 'woocommerce/add-to-cart-form', 'woocommerce/add-to-cart-with-options' );

	/**
	 * What a stand is known by in a block's markup.
	 */
	private const MARK = 'class="alter-connector-shopper"';

	/**
	 * Products that got a place in this page.
	 *
	 * @var array<int, true>
	 */
	private array $placed = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Settings $settings Whether the owner wants it.
	 * @param Stand    $stand    What is placed.
	 */
	public function __construct( private Settings $settings, private Stand $stand ) {}

	/**
	 * Hooks it in.
	 */
	public function register(): void {
		add_action( 'woocommerce_before_add_to_cart_button', array( $this, 'in_form' ) );
		// The form itself is printed at 30.
		add_action( 'woocommerce_single_product_summary', array( $this, 'without_form' ), 31 );
		foreach ( self::BLOCKS as $name ) {
			add_filter( "render_block_{$name}", array( $this, 'in_block' ), 10, 3 );
		}
	}

	/**
	 * Within the form.
	 */
	public function in_form(): void {
		$this->print_of( $GLOBALS['product'] ?? null );
	}

	/**
	 * Where the form of the page's product would be. Block themes fire this hook, too, and before the form's block.
	 */
	public function without_form(): void {
		$product = $GLOBALS['product'] ?? null;
		if ( $product instanceof \WC_Product && ! ( $product->is_purchasable() && $product->is_in_stock() ) && ! isset( $this->placed[ $product->get_id() ] ) ) {
			$this->print_of( $product );
		}
	}

	/**
	 * Behind a block that fired no hook.
	 *
	 * @param mixed $html     The block's markup.
	 * @param mixed $parsed   The block as it is written.
	 * @param mixed $instance The block as it is rendered.
	 */
	public function in_block( mixed $html, mixed $parsed = null, mixed $instance = null ): mixed {
		unset( $parsed );
		$post_id = $instance instanceof \WP_Block ? (int) ( $instance->context['postId'] ?? 0 ) : 0;
		if ( ! is_string( $html ) || 0 === $post_id || isset( $this->placed[ $post_id ] ) || str_contains( $html, self::MARK ) ) {
			return $html;
		}
		$product = wc_get_product( $post_id );
		return $product instanceof \WC_Product ? $html . $this->html( $product ) : $html;
	}

	/**
	 * Prints a product's stand.
	 *
	 * @param mixed $product WooCommerce's global, whatever it holds.
	 */
	private function print_of( mixed $product ): void {
		if ( $product instanceof \WC_Product ) {
			// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped by the stand.
			echo $this->html( $product );
		}
	}

	/**
	 * A product's stand, where the owner left the place to the plugin. Escaped.
	 *
	 * @param \WC_Product $product Any product.
	 */
	private function html( \WC_Product $product ): string {
		if ( ! $this->settings->is_placed_automatically() ) {
			return '';
		}
		$this->placed[ $product->get_id() ] = true;
		return $this->stand->html( $product, true );
	}
}
