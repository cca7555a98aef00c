<?php
/**
 * What a customised item costs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Settings;

/**
 * The shop's price, or Alter's from the stored claim where the owner chose that. Alter's is taken as if the owner had
 * entered it with the product: with tax or without, as the shop's tax settings say of entered prices.
 */
final class Price {

	/**
	 * Built once, by the room.
	 *
	 * @param Settings $settings Whose price goes.
	 */
	public function __construct( private Settings $settings ) {}

	/**
	 * Listens. Before totals are made, and where items come from, since the mini cart shows prices without making totals.
	 */
	public function register(): void {
		add_action( 'woocommerce_before_calculate_totals', array( $this, 'set_all' ) );
		add_filter( 'woocommerce_get_cart_item_from_session', array( $this, 'of_item' ) );
		add_filter( 'woocommerce_add_cart_item', array( $this, 'of_item' ) );
	}

	/**
	 * Sets the prices of a cart. However often it is asked for: a price is set, never added to.
	 *
	 * @param mixed $cart WooCommerce's.
	 */
	public function set_all( mixed $cart ): void {
		foreach ( $cart instanceof \WC_Cart ? $cart->get_cart() : array() as $item ) {
			$this->of_item( $item );
		}
	}

	/**
	 * Sets the price of an item.
	 *
	 * @param mixed $item WooCommerce's.
	 */
	public function of_item( mixed $item ): mixed {
		$product = is_array( $item ) ? $item['data'] ?? null : null;
		$line    = is_array( $item ) ? Line::from_array( $item[ Line::KEY ] ?? null ) : null;
		if ( null === $line || ! $product instanceof \WC_Product || 'alter' !== $this->settings->price() ) {
			return $item;
		}
		$price = self::accepted( $line, (string) get_option( 'woocommerce_currency' ) );
		if ( null !== $price ) {
			$product->set_price( (string) $price );
		}
		return $item;
	}

	/**
	 * Alter's price of one, if it can be the shop's; else null, and the shop's own price stays. A currency switcher
	 * converts afterwards, as it does with the shop's own prices.
	 *
	 * @param Line   $line     The line.
	 * @param string $currency The shop's own.
	 */
	public static function accepted( Line $line, string $currency ): ?float {
		$is_sold = $line->is_customized() && $line->checked && null !== $line->alter_order_id;
		return $is_sold && null !== $line->unit_price && '' !== $currency && $line->currency === $currency ? $line->unit_price : null;
	}
}
