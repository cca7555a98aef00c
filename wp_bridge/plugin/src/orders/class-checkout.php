<?php
/**
 * From a line of the cart to an item of an order.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;
use AlterConnector\State\Settings;

/**
 * Both checkouts make items through the same function of WooCommerce, the Store API in 8.6 as in 11.0.
 */
final class Checkout {

	/**
	 * Built once, by the room.
	 *
	 * @param Settings $settings What the owner chose.
	 */
	public function __construct( private Settings $settings ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'woocommerce_checkout_create_order_line_item', array( $this, 'write' ), 10, 4 );
		add_filter( 'woocommerce_order_item_display_meta_value', array( $this, 'escape' ), 10, 3 );
		add_filter( 'woocommerce_hidden_order_itemmeta', array( $this, 'hide' ) );
	}

	/**
	 * Writes the metas of one item, before WooCommerce saves it.
	 *
	 * @param mixed $item   The new item.
	 * @param mixed $key    The cart item's.
	 * @param mixed $values The cart item.
	 * @param mixed $order  The order.
	 */
	public function write( mixed $item, mixed $key, mixed $values, mixed $order = null ): void {
		unset( $key );
		$line = is_array( $values ) ? Line::from_array( $values[ Line::KEY ] ?? null ) : null;
		if ( null === $line || ! $item instanceof \WC_Order_Item_Product ) {
			return;
		}
		Items::write( $item, $line );
		$names = array();
		foreach ( Readable::metas( $line->options, self::attributes( $item ) ) as $meta ) {
			$item->add_meta_data( $meta['name'], $meta['value'] );
			$names[] = $meta['name'];
		}
		if ( null !== $line->repeat_of ) {
			$name = __( 'Repeat of order', 'alter-connector' );
			$item->add_meta_data( $name, "#{$line->repeat_of}" );
			$names[] = $name;
		}
		$item->update_meta_data( Items::READABLE, $names );
		if ( 'alter' === ( $this->settings->all()['price'] ?? '' ) && $order instanceof \WC_Abstract_Order && $line->currency === $order->get_currency() ) {
			$item->update_meta_data( Items::PRICED, 'yes' );
		}
	}

	/**
	 * What a shopper typed in the customizer is text. WooCommerce would let links and pictures in it stand, in the owner's
	 * mails too.
	 *
	 * @param mixed $shown What is shown.
	 * @param mixed $meta  The meta.
	 * @param mixed $item  The item.
	 */
	public function escape( mixed $shown, mixed $meta = null, mixed $item = null ): mixed {
		$names = $item instanceof \WC_Order_Item_Product ? $item->get_meta( Items::READABLE ) : array();
		$key   = is_object( $meta ) ? (string) ( $meta->key ?? '' ) : '';
		if ( is_array( $names ) && in_array( $key, $names, true ) ) {
			// Links stay text: an address in it is not made one.
			return str_replace( array( '://', '@' ), array( ':&#8203;//', '&#64;' ), esc_html( (string) ( $meta->value ?? '' ) ) );
		}
		return $shown;
	}

	/**
	 * The order screen shows hidden metas too, unless they are named.
	 *
	 * @param mixed $keys Names.
	 */
	public function hide( mixed $keys ): array {
		return array_merge( (array) $keys, Items::HIDDEN );
	}

	/**
	 * What the item's attributes say, by names as people read them.
	 *
	 * @param \WC_Order_Item_Product $item The new item.
	 * @return array<string, string>
	 */
	private static function attributes( \WC_Order_Item_Product $item ): array {
		$product = $item->get_product();
		if ( ! $product instanceof \WC_Product ) {
			return array();
		}
		$found  = array();
		$parent = $product instanceof \WC_Product_Variation ? wc_get_product( $product->get_parent_id() ) : $product;
		foreach ( $parent instanceof \WC_Product ? array_keys( $parent->get_attributes() ) : array() as $name ) {
			$value = $product instanceof \WC_Product_Variation ? (string) $item->get_meta( (string) $name ) : '';
			$term  = taxonomy_exists( (string) $name ) ? get_term_by( 'slug', $value, (string) $name ) : false;
			$value = $term instanceof \WP_Term ? $term->name : $value;
			$found[ wc_attribute_label( (string) $name, $parent ) ] = $value;
			$found[ (string) $name ]                                = $value;
		}
		return $found;
	}
}
