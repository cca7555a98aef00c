<?php
/**
 * Whether what lies in the cart may be bought.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Live;
use AlterConnector\State\Settings;

/**
 * Looks at the cart again when it is shown and when it is paid for: carts outlive what shops sell. Asks nobody, once a
 * request and state of the cart.
 */
final class Check {

	/**
	 * What was found, by a print of the cart.
	 *
	 * @var array<string, array<string, string>>
	 */
	private array $found = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Live        $live        What opens.
	 * @param Settings    $settings    What the owner chose.
	 * @param Requirement $requirement Whether a product can be bought as it is.
	 */
	public function __construct( private Live $live, private Settings $settings, private Requirement $requirement ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'woocommerce_check_cart_items', array( $this, 'tell_page' ) );
		add_action( 'woocommerce_store_api_cart_errors', array( $this, 'tell_api' ) );
		add_filter( 'woocommerce_get_cart_item_from_session', array( $this, 'read' ), 5 );
	}

	/**
	 * For pages, which then show no way to pay.
	 */
	public function tell_page(): void {
		foreach ( $this->faults() as $text ) {
			if ( ! wc_has_notice( esc_html( $text ), 'error' ) ) {
				wc_add_notice( esc_html( $text ), 'error' );
			}
		}
	}

	/**
	 * For the Store API.
	 *
	 * @param mixed $errors WooCommerce's.
	 */
	public function tell_api( mixed $errors ): void {
		foreach ( $errors instanceof \WP_Error ? $this->faults() : array() as $key => $text ) {
			$errors->add( "alter_connector_cart_{$key}", $text );
		}
	}

	/**
	 * An item as the session holds it: what is no line any more is none.
	 *
	 * @param mixed $item The item.
	 */
	public function read( mixed $item ): mixed {
		if ( is_array( $item ) && isset( $item[ Line::KEY ] ) && null === Line::from_array( $item[ Line::KEY ] ) ) {
			unset( $item[ Line::KEY ], $item[ Item::CLAIM_KEY ] );
		}
		return $item;
	}

	/**
	 * What is wrong, by the items' keys.
	 *
	 * @return array<string, string>
	 */
	private function faults(): array {
		$contents                       = WC()->cart ? WC()->cart->get_cart() : array();
		$print                          = md5( (string) wp_json_encode( array_map( static fn( array $item ): array => array( $item['product_id'], $item['variation_id'], $item[ Line::KEY ] ?? null ), $contents ) ) );
		return $this->found[ $print ] ??= array_filter( array_map( array( $this, 'fault' ), $contents ) );
	}

	/**
	 * What is wrong with an item, for people; null when nothing is.
	 *
	 * @param array<string, mixed> $item WooCommerce's.
	 */
	private function fault( array $item ): ?string {
		$product   = (int) $item['product_id'];
		$variation = (int) $item['variation_id'];
		$line      = Line::from_array( $item[ Line::KEY ] ?? null );
		$name      = $item['data'] instanceof \WC_Product ? wp_strip_all_tags( $item['data']->get_name() ) : '';
		if ( null === $line || ! $line->is_customized() ) {
			/* translators: %s: a product's name. */
			return $this->requirement->is_required( $product, $variation ) ? sprintf( __( '“%s” can only be bought customised. Take it out of your cart, open its page, and make yours.', 'alter-connector' ), $name ) : null;
		}
		if ( ! $this->is_bound( $line, $product, $variation ) ) {
			/* translators: %s: a product's name. */
			return sprintf( __( '“%s” cannot be made as you designed it any more. Take it out of your cart.', 'alter-connector' ), $name );
		}
		$is_claimed = null !== $line->alter_order_id && null !== $line->order_detail_id && ( null !== $line->claim_id || null !== $line->repeat_of );
		if ( $line->checked ? ! $is_claimed : ! $this->settings->sell_when_down() ) {
			/* translators: %s: a product's name. */
			return sprintf( __( 'The shop could not check your design of “%s”. Take it out of your cart, and make it again.', 'alter-connector' ), $name );
		}
		return null;
	}

	/**
	 * Whether the product still opens what the line was made in: its own, or what it shares with its variations.
	 *
	 * @param Line $line      The line.
	 * @param int  $product   The product.
	 * @param int  $variation Its variation; 0 for none.
	 */
	private function is_bound( Line $line, int $product, int $variation ): bool {
		$open = array( $this->live->opens( $product, $variation, $line->runtime ), $this->live->opens( $product, 0, $line->runtime ) );
		return in_array( $line->external_product_id, $open, true );
	}
}
