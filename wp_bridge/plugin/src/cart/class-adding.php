<?php
/**
 * From a button of Alter's tool to lines of the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Service\Shopper_Refusal;
use AlterConnector\State\Line;
use AlterConnector\State\Live;
use AlterConnector\State\Settings;
use AlterConnector\State\Visitor;

/**
 * Claims what the customizer made, finds what it is in this shop, and puts it into the cart. What a viewer or a
 * configurator says is text beside a product that the shop itself sells.
 */
final class Adding {

	/**
	 * Built once, by the room.
	 *
	 * @param Live        $live        What opens.
	 * @param Settings    $settings    What the owner chose.
	 * @param Requirement $requirement Whether a product can be bought as it is.
	 * @param Claims      $claims      Asks whose an order is.
	 * @param Variations  $variations  Finds what an item is here.
	 * @param Makings     $makings     Makes lines.
	 * @param Basket      $basket      Puts them into the cart.
	 * @param Visitor     $visitor     Has the key that orders are claimed with.
	 */
	public function __construct(
		private Live $live,
		private Settings $settings,
		private Requirement $requirement,
		private Claims $claims,
		private Variations $variations,
		private Makings $makings,
		private Basket $basket,
		private Visitor $visitor
	) {}

	/**
	 * Does what a page asks for.
	 *
	 * @param Add_Wish $wish What it asks for.
	 * @return list<string> Keys of the cart's items.
	 * @throws Shopper_Refusal When it can not be done.
	 */
	public function add( Add_Wish $wish ): array {
		$product  = $this->product( $wish );
		$external = $this->live->opens( $wish->product_id, $wish->variation_id, $wish->runtime );
		if ( null === $external ) {
			throw new Shopper_Refusal( 404, 'cart.notLive', __( 'This product is not offered in 3D any more. Reload this page.', 'alter-connector' ) );
		}
		if ( 'customizer' !== $wish->runtime ) {
			return $this->add_said( $wish, $external );
		}
		// An edit whose message has no number is of the order that it was opened from: that one is older than the session.
		$number = Order_Number::in( $wish->payload, $this->settings->order_id_keys() ) ?? Basket::lines()[ $this->own_line( $wish ) ?? '' ]->alter_order_id ?? null;
		$key    = Basket::claim_key( $number ) ?? $this->visitor->claim_key();
		try {
			$claim = $this->claims->make( $external, $wish->runtime, $number, $wish->session_ref, $key );
		} catch ( Outage $outage ) {
			return $this->add_unchecked( $wish, $external, $number, $outage );
		}
		$is_fixed = $wish->variation_id > 0 && $this->live->opens( $wish->product_id, 0, $wish->runtime ) !== $external;
		$places   = $this->variations->of( $product, $claim, $wish, $is_fixed );
		return Fresh_Cart::change( fn(): array => $this->put_claimed( $wish, $external, $claim, $places, $key ) );
	}

	/**
	 * Puts a claimed order into the cart: where it lies already, in its own place.
	 *
	 * @param Add_Wish                                $wish     What the page asks for.
	 * @param string                                  $external What the session was for.
	 * @param Claim                                   $claim    What was claimed.
	 * @param list<array{int, array<string, string>}> $places   The variation and attributes of each item.
	 * @param string                                  $key      What it was claimed with.
	 * @return list<string>
	 */
	private function put_claimed( Add_Wish $wish, string $external, Claim $claim, array $places, string $key ): array {
		$lines = Basket::lines();
		$old   = Replaced::by_claim( $lines, $claim->alter_order_id, $wish->session_ref );
		$given = $this->own_line( $wish );
		$known = $lines[ $given ?? $old[0] ?? '' ]->cart_key ?? null;
		$items = array();
		foreach ( $claim->lines as $place => $claimed ) {
			list( $variation, $attributes ) = $places[ $place ];

			$line    = $this->makings->claimed( $wish, $external, $claim, $claimed, $known );
			$items[] = new Item( $wish->product_id, $variation, $attributes, $claimed->quantity, $line, $key );
		}
		if ( null === $given && self::lie_there( $items, $old ) ) {
			// The same click again, or its message. An edit comes with the item that it was opened from.
			return $old;
		}
		return $this->basket->put( $items, array_values( array_unique( array_merge( $old, Replaced::with( $lines, $given ) ) ) ) );
	}

	/**
	 * What a viewer or configurator says.
	 *
	 * @param Add_Wish $wish     What the page asks for.
	 * @param string   $external What the session was for.
	 * @return list<string>
	 * @throws Shopper_Refusal When this product can only be bought customised.
	 */
	private function add_said( Add_Wish $wish, string $external ): array {
		if ( $this->requirement->is_required( $wish->product_id, $wish->variation_id ) ) {
			throw new Shopper_Refusal( 409, 'cart.customizeFirst', __( 'This product can only be bought customised. Open the customizer and make yours.', 'alter-connector' ) );
		}
		$item = $this->item_of_page( $wish, $this->makings->said( $wish, $external ), $wish->quantity );
		return Fresh_Cart::change( fn(): array => $this->basket->put( array( $item ), array() ) );
	}

	/**
	 * What is sold while Alter is down, where the owner wants that. What lies in the cart already is not touched: it was
	 * claimed, and its change can wait.
	 *
	 * @param Add_Wish $wish     What the page asks for.
	 * @param string   $external What the session was for.
	 * @param int|null $number   The order that the message names.
	 * @param Outage   $outage   Why nobody could be asked.
	 * @return list<string>
	 * @throws Shopper_Refusal When the owner does not want that.
	 */
	private function add_unchecked( Add_Wish $wish, string $external, ?int $number, Outage $outage ): array {
		$is_there = null !== $wish->replaces || ( null !== $number && array_filter( Basket::lines(), static fn( Line $line ): bool => $line->is_of_order( $number ) ) );
		if ( $is_there || ! $this->settings->sell_when_down() ) {
			throw new Shopper_Refusal( 503, 'cart.outage', __( 'The customizer\'s service does not answer at the moment. Your design is kept: press the button again in a minute.', 'alter-connector' ), $outage->retry_after ?? 30 );
		}
		$item = $this->item_of_page( $wish, $this->makings->unchecked( $wish, $external, $number ), Said::quantity( $wish->payload ) );
		return Fresh_Cart::change( fn(): array => $this->basket->put( array( $item ), Replaced::by_unchecked( Basket::lines(), $wish->session_ref, $number ) ) );
	}

	/**
	 * An item as the page's own form would add it.
	 *
	 * @param Add_Wish $wish     What the page asks for.
	 * @param Line     $line     What goes beside it.
	 * @param int      $quantity How many.
	 */
	private function item_of_page( Add_Wish $wish, Line $line, int $quantity ): Item {
		$attributes = array();
		foreach ( $wish->attributes as $name => $value ) {
			$attributes[ "attribute_{$name}" ] = $value;
		}
		return new Item( $wish->product_id, $wish->variation_id, $attributes, $quantity, $line );
	}

	/**
	 * The key of the cart's item that the customizer was opened from; null when it was opened from none, or when that
	 * one is gone: another tab replaced it.
	 *
	 * @param Add_Wish $wish What the page asks for.
	 */
	private function own_line( Add_Wish $wish ): ?string {
		$item = null === $wish->replaces ? null : WC()->cart->get_cart()[ $wish->replaces ] ?? null;
		$line = Line::from_array( $item[ Line::KEY ] ?? null );
		return null !== $line && $line->is_editable() && (int) $item['product_id'] === $wish->product_id ? $wish->replaces : null;
	}

	/**
	 * Whether the cart's items are these already.
	 *
	 * @param list<Item>   $items The claimed ones.
	 * @param list<string> $keys  Keys of the cart's.
	 */
	private static function lie_there( array $items, array $keys ): bool {
		$contents = WC()->cart->get_cart();
		foreach ( count( $items ) === count( $keys ) ? $items : array() as $item ) {
			$same = array_filter( $keys, static fn( string $key ): bool => $item->is_the_same_as( $contents[ $key ] ) );
			if ( ! $same ) {
				return false;
			}
		}
		return $items && count( $items ) === count( $keys );
	}

	/**
	 * The product, if the shop sells it and the tools know its type.
	 *
	 * @param Add_Wish $wish What the page asks for.
	 * @throws Shopper_Refusal When there is none, or the variation is not its own.
	 */
	private function product( Add_Wish $wish ): \WC_Product {
		$product   = wc_get_product( $wish->product_id );
		$variation = $wish->variation_id > 0 ? wc_get_product( $wish->variation_id ) : null;
		$is_whole  = $product instanceof \WC_Product && ( $product->is_type( 'simple' ) || $product->is_type( 'variable' ) );
		$is_own    = 0 === $wish->variation_id || ( $variation instanceof \WC_Product_Variation && $variation->get_parent_id() === $wish->product_id );
		if ( ! $is_whole || ! $is_own || ! $product->is_purchasable() ) {
			throw new Shopper_Refusal( 404, 'cart.noProduct', __( 'The shop does not sell this product any more.', 'alter-connector' ) );
		}
		return $product;
	}
}
