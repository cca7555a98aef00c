<?php
/**
 * Finds the variation that a claimed item is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Service\Shopper_Refusal;
use AlterConnector\State\Pair;
use AlterConnector\State\Pairs;
use AlterConnector\State\Translations;

/**
 * Reads WooCommerce's product and the shop's pairs for `Matching`, and writes down what nobody knew.
 */
final class Variations {

	/**
	 * Built once, by the room.
	 *
	 * @param Pairs $pairs What Alter's options mean here.
	 */
	public function __construct( private Pairs $pairs ) {}

	/**
	 * The variation and attributes of each item. A product without variations needs neither.
	 *
	 * @param \WC_Product $product  The product.
	 * @param Claim       $claim    What was claimed.
	 * @param Add_Wish    $wish     What the page said.
	 * @param bool        $is_fixed Whether the session was for the wish's variation itself.
	 * @return list<array{int, array<string, string>}> As `claim->lines`: the variation, and values by "attribute_…".
	 * @throws Shopper_Refusal When an item is none that the shop sells.
	 */
	public function of( \WC_Product $product, Claim $claim, Add_Wish $wish, bool $is_fixed ): array {
		if ( ! $product->is_type( 'variable' ) ) {
			return array_fill( 0, count( $claim->lines ), array( 0, array() ) );
		}
		$hints = Hint::all_in( $wish->payload );
		if ( Matching::is_of_another_order( $claim->lines, $hints ) ) {
			throw self::contradiction();
		}
		$attributes = Attributes::of( $product );
		$original   = Translations::original( $product->get_id(), 'product' );
		$pairs      = $this->pairs->of( $original );
		$own        = $this->chosen( $wish );
		$matchings  = array();
		foreach ( $claim->lines as $line ) {
			$matchings[] = new Matching( $line, $is_fixed ? new Attributes( array_diff_key( $attributes->all, array_filter( $own, 'strlen' ) ) ) : $attributes, $pairs, $hints, $wish->attributes + $own );
		}
		$this->refuse_unknown( $original, $claim, $matchings, $attributes, $hints );
		$found = array();
		foreach ( $matchings as $matching ) {
			$values  = self::prefixed( $is_fixed ? array_filter( $own, 'strlen' ) + $matching->values : $matching->values );
			$found[] = array( $is_fixed ? $wish->variation_id : self::variation( $product, $values ), $values );
		}
		return $found;
	}

	/**
	 * Values of the variation that was chosen on the page; an empty one is any.
	 *
	 * @param Add_Wish $wish What the page said.
	 * @return array<string, string>
	 */
	private function chosen( Add_Wish $wish ): array {
		$variation = $wish->variation_id > 0 ? wc_get_product( $wish->variation_id ) : null;
		$found     = array();
		foreach ( $variation instanceof \WC_Product_Variation ? $variation->get_variation_attributes( false ) : array() as $name => $value ) {
			$found[ (string) $name ] = (string) $value;
		}
		return $found;
	}

	/**
	 * Writes down options that nobody knows, and refuses items that no variation is right for.
	 *
	 * @param int            $product_id The product, the original of its translations.
	 * @param Claim          $claim      What was claimed.
	 * @param list<Matching> $matchings  As the claim's lines.
	 * @param Attributes     $attributes What variations differ in.
	 * @param list<Hint>     $hints      What the message says.
	 * @throws Shopper_Refusal Always, unless all items have their values.
	 */
	private function refuse_unknown( int $product_id, Claim $claim, array $matchings, Attributes $attributes, array $hints ): void {
		$unknown = array();
		foreach ( $matchings as $place => $matching ) {
			if ( $matching->is_contradictory ) {
				throw self::contradiction();
			}
			foreach ( $matching->unknown as $kind ) {
				$choice = $claim->lines[ $place ]->choices[ $kind ];

				$unknown[ "{$kind}:{$choice['id']}" ] = array( $kind, (int) $choice['id'], $choice['label'] );
			}
		}
		foreach ( $unknown as list( $kind, $id, $label ) ) {
			list( $attribute, $term ) = Proposal::of( $kind, $id, $label, $attributes, $hints );
			$this->pairs->see( $product_id, $kind, $id, $label, $attribute, $term, time() );
		}
		if ( $unknown ) {
			throw new Shopper_Refusal( 409, 'cart.unknownPair', __( 'The shop does not know one of the options that you chose yet. Choose another one, or ask the shop for it.', 'alter-connector' ) );
		}
		$missing = array_merge( array(), ...array_column( $matchings, 'missing' ) );
		if ( $missing ) {
			/* translators: %s: names of a product's attributes, e.g. "Size, Fabric". */
			throw new Shopper_Refusal( 409, 'cart.optionsMissing', sprintf( __( 'Choose the product\'s options on this page first: %s.', 'alter-connector' ), implode( ', ', array_unique( $missing ) ) ) );
		}
	}

	/**
	 * The variation that has these values.
	 *
	 * @param \WC_Product           $product The product.
	 * @param array<string, string> $values  By "attribute_…".
	 * @throws Shopper_Refusal When there is none.
	 */
	private static function variation( \WC_Product $product, array $values ): int {
		$found = (int) \WC_Data_Store::load( 'product' )->find_matching_product_variation( $product, $values );
		if ( 0 === $found ) {
			throw new Shopper_Refusal( 409, 'cart.noVariation', __( 'The shop does not sell this combination of options. Choose another one.', 'alter-connector' ) );
		}
		return $found;
	}

	/**
	 * As WooCommerce's cart names them.
	 *
	 * @param array<string, string> $values By attribute.
	 * @return array<string, string>
	 */
	private static function prefixed( array $values ): array {
		$found = array();
		foreach ( $values as $name => $value ) {
			$found[ "attribute_{$name}" ] = $value;
		}
		return $found;
	}

	/**
	 * Two say different things of one option.
	 */
	private static function contradiction(): Shopper_Refusal {
		return new Shopper_Refusal( 409, 'cart.contradiction', __( 'What the customizer sent does not fit this product\'s options in the shop. Reload this page and try again; if that does not help, ask the shop.', 'alter-connector' ) );
	}
}
