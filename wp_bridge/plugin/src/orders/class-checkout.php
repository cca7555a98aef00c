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
		add_filter( 'woocommerce_order_item_display_meta_key', array( $this, 'escape_name' ), 10, 3 );
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
		Item_Writer::write( $item, $line );
		$picture = Known_Pictures::of( $line->design_id );
		if ( null !== $picture ) {
			$item->update_meta_data( Items::PICTURE, $picture );
		}
		if ( 'alter' === $this->settings->price() && $order instanceof \WC_Abstract_Order && $line->currency === $order->get_currency() ) {
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
		if ( self::is_ours( $meta, $item ) ) {
			// Links stay text: an address in it is not made one.
			return str_replace( array( '://', '@' ), array( ':&#8203;//', '&#64;' ), esc_html( (string) $meta->value ) );
		}
		return $shown;
	}

	/**
	 * Its name is text too: a viewer's or configurator's comes from the browser.
	 *
	 * @param mixed $shown What is shown.
	 * @param mixed $meta  The meta.
	 * @param mixed $item  The item.
	 */
	public function escape_name( mixed $shown, mixed $meta = null, mixed $item = null ): mixed {
		return self::is_ours( $meta, $item ) ? esc_html( (string) $meta->key ) : $shown;
	}

	/**
	 * Whether a meta is one that this plugin made for people.
	 *
	 * @param mixed $meta The meta.
	 * @param mixed $item Its item.
	 */
	private static function is_ours( mixed $meta, mixed $item ): bool {
		$names = $item instanceof \WC_Order_Item_Product && is_object( $meta ) ? $item->get_meta( Items::READABLE ) : array();
		return is_array( $names ) && in_array( (string) ( $meta->key ?? '' ), $names, true );
	}

	/**
	 * The order screen shows hidden metas too, unless they are named.
	 *
	 * @param mixed $keys Names.
	 */
	public function hide( mixed $keys ): array {
		return array_merge( (array) $keys, Items::HIDDEN );
	}
}
