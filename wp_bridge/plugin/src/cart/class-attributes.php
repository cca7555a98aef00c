<?php
/**
 * What the variations of a product differ in.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

/**
 * Attributes and the values that each may have, as the product says. Pure but for `of`.
 */
final class Attributes {

	/**
	 * Built by `of`.
	 *
	 * @param array<string, array{label: string, terms: array<string, string>}> $all By the attribute's name as
	 *        variations spell it ("pa_size"); terms are names by value.
	 */
	public function __construct( public array $all ) {}

	/**
	 * A variable product's.
	 *
	 * @param \WC_Product $product The product.
	 */
	public static function of( \WC_Product $product ): self {
		$found = array();
		foreach ( $product->get_attributes() as $attribute ) {
			if ( $attribute instanceof \WC_Product_Attribute && $attribute->get_variation() ) {
				$found[ sanitize_title( $attribute->get_name() ) ] = array(
					'label' => wc_attribute_label( $attribute->get_name(), $product ),
					'terms' => self::terms( $attribute ),
				);
			}
		}
		return new self( $found );
	}

	/**
	 * The value of an attribute that a text means: its value itself or its name, in any case; null for none.
	 *
	 * @param string $attribute The attribute's name.
	 * @param string $text      What somebody calls the value.
	 */
	public function value( string $attribute, string $text ): ?string {
		$text = mb_strtolower( trim( $text ) );
		foreach ( $this->all[ $attribute ]['terms'] ?? array() as $value => $name ) {
			if ( mb_strtolower( (string) $value ) === $text || mb_strtolower( trim( $name ) ) === $text ) {
				return (string) $value;
			}
		}
		return null;
	}

	/**
	 * The attribute that a text names: "pa_size", "size", "attribute_pa_size" or its label; null for none.
	 *
	 * @param string $text What somebody calls it.
	 */
	public function named( string $text ): ?string {
		$text = mb_strtolower( trim( $text ) );
		foreach ( $this->all as $name => $attribute ) {
			$spellings = array( $name, preg_replace( '/^pa_/', '', $name ), "attribute_{$name}", mb_strtolower( trim( $attribute['label'] ) ) );
			if ( in_array( $text, $spellings, true ) ) {
				return $name;
			}
		}
		return null;
	}

	/**
	 * Names of an attribute's values.
	 *
	 * @param \WC_Product_Attribute $attribute The attribute.
	 * @return array<string, string>
	 */
	private static function terms( \WC_Product_Attribute $attribute ): array {
		if ( ! $attribute->is_taxonomy() ) {
			$texts = array_map( 'strval', $attribute->get_options() );
			return array_combine( $texts, $texts );
		}
		return wp_list_pluck( (array) $attribute->get_terms(), 'name', 'slug' );
	}
}
