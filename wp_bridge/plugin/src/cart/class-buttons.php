<?php
/**
 * Buttons that buy at once.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

/**
 * A product that is only sold customised has no use for them: lists lead to its page, and wallets do not appear on it.
 * This is courtesy; the gate is what holds. The same for everybody, whatever is down: these pages are cached.
 */
final class Buttons {

	/**
	 * Filters that say whether a wallet takes a product, with the product second.
	 */
	private const WALLETS = array(
		'wcpay_payment_request_is_product_supported',
		'wcpay_woopay_button_is_product_supported',
		'woocommerce_paypal_payments_product_supports_payment_request_button',
	);

	/**
	 * Built once, by the room.
	 *
	 * @param Requirement $requirement Whether a product can be bought as it is.
	 */
	public function __construct( private Requirement $requirement ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		foreach ( self::WALLETS as $filter ) {
			add_filter( $filter, array( $this, 'takes' ), 20, 2 );
		}
		add_filter( 'wc_stripe_hide_payment_request_on_product_page', array( $this, 'hides' ), 20, 2 );
		add_filter( 'woocommerce_product_supports', array( $this, 'supports' ), 20, 3 );
		add_filter( 'woocommerce_product_add_to_cart_url', array( $this, 'url' ), 20, 2 );
		add_filter( 'woocommerce_product_add_to_cart_text', array( $this, 'text' ), 20, 2 );
		add_filter( 'woocommerce_product_add_to_cart_description', array( $this, 'description' ), 20, 2 );
		add_filter( 'woocommerce_product_has_options', array( $this, 'has_options' ), 20, 2 );
	}

	/**
	 * Whether a wallet takes a product.
	 *
	 * @param mixed $takes   What others say.
	 * @param mixed $product The product.
	 */
	public function takes( mixed $takes, mixed $product = null ): mixed {
		return $this->concerns( $product ) ? false : $takes;
	}

	/**
	 * Whether a wallet hides on a product's page.
	 *
	 * @param mixed $hides What others say.
	 * @param mixed $post  The page's post.
	 */
	public function hides( mixed $hides, mixed $post = null ): mixed {
		return $post instanceof \WP_Post && $this->concerns( wc_get_product( $post ) ) ? true : $hides;
	}

	/**
	 * Whether lists add a product without leaving the page.
	 *
	 * @param mixed $supports What others say.
	 * @param mixed $feature  Which feature.
	 * @param mixed $product  The product.
	 */
	public function supports( mixed $supports, mixed $feature = '', mixed $product = null ): mixed {
		return 'ajax_add_to_cart' === $feature && $supports && $this->concerns( $product ) ? false : $supports;
	}

	/**
	 * Where a list's button leads.
	 *
	 * @param mixed $url     WooCommerce's.
	 * @param mixed $product The product.
	 */
	public function url( mixed $url, mixed $product = null ): mixed {
		return $this->concerns( $product ) ? $product->get_permalink() : $url;
	}

	/**
	 * What a list's button says.
	 *
	 * @param mixed $text    WooCommerce's.
	 * @param mixed $product The product.
	 */
	public function text( mixed $text, mixed $product = null ): mixed {
		return $this->concerns( $product ) ? __( 'Customise', 'alter-connector' ) : $text;
	}

	/**
	 * What a list's button says to who can not see beside which product it is.
	 *
	 * @param mixed $text    WooCommerce's.
	 * @param mixed $product The product.
	 */
	public function description( mixed $text, mixed $product = null ): mixed {
		/* translators: %s: a product's name. */
		return $this->concerns( $product ) ? sprintf( __( 'Customise “%s”', 'alter-connector' ), wp_strip_all_tags( $product->get_name() ) ) : $text;
	}

	/**
	 * Whether something has to be chosen on the product's page first; blocks ask so.
	 *
	 * @param mixed $has_options What others say.
	 * @param mixed $product     The product.
	 */
	public function has_options( mixed $has_options, mixed $product = null ): mixed {
		return $this->concerns( $product ) ? true : $has_options;
	}

	/**
	 * Whether a product is only sold customised.
	 *
	 * @param mixed $product Any.
	 */
	private function concerns( mixed $product ): bool {
		if ( ! $product instanceof \WC_Product || ! $product->is_purchasable() ) {
			return false;
		}
		$id = $product->get_parent_id() > 0 ? $product->get_parent_id() : $product->get_id();
		return $this->requirement->concerns( $id );
	}
}
