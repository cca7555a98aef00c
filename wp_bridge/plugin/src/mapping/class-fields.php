<?php
/**
 * Fields of forms, and what comes back from them.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;
use AlterConnector\State\Words;

/**
 * What the product tab, the variations' panels and the bulk forms have in common.
 */
final class Fields {

	/**
	 * Prints checkboxes for the runtime types.
	 *
	 * @param string       $name   The field's name in the form, without brackets.
	 * @param list<string> $chosen Those that are ticked.
	 */
	public static function types( string $name, array $chosen ): void {
		foreach ( Words::types() as $type => $label ) {
			printf(
				'<label class="alter-type"><input type="checkbox" name="%1$s[]" value="%2$s"%3$s /> %4$s</label> ',
				esc_attr( $name ),
				esc_attr( $type ),
				checked( in_array( $type, $chosen, true ), true, false ),
				esc_html( $label )
			);
		}
	}

	/**
	 * Prints the options of a status field.
	 *
	 * @param string      $chosen The one that is chosen.
	 * @param string|null $none   What the empty choice says; null for none.
	 */
	public static function statuses( string $chosen, ?string $none ): void {
		$options = ( null === $none ? array() : array( '' => $none ) ) + Words::statuses();
		foreach ( $options as $status => $label ) {
			printf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $status ), selected( $chosen, $status, false ), esc_html( $label ) );
		}
	}

	/**
	 * What a form says, as meta. An empty text takes a key away; a name or files without a design are no news.
	 *
	 * @param mixed $design As the form brought it, unslashed.
	 * @param mixed $label  The design's name.
	 * @param mixed $types  Ticked types.
	 * @param mixed $status The status.
	 * @param mixed $local  The connector's id of its files in this shop.
	 * @return array<string, string> By the keys of `Product_Meta::ALL`.
	 */
	public static function meta( mixed $design, mixed $label, mixed $types, mixed $status, mixed $local = '' ): array {
		$number = Product_Meta::clean( Product_Meta::DESIGN, $design );
		return array(
			Product_Meta::DESIGN => $number,
			Product_Meta::NAME   => '' === $number ? '' : Product_Meta::clean( Product_Meta::NAME, $label ),
			Product_Meta::TYPES  => Product_Meta::clean( Product_Meta::TYPES, implode( ',', array_filter( (array) $types, 'is_string' ) ) ),
			Product_Meta::STATUS => Product_Meta::clean( Product_Meta::STATUS, $status ),
			Product_Meta::LOCAL  => '' === $number ? '' : (string) Product_Meta::local( Product_Meta::clean( Product_Meta::LOCAL, $local ) ),
		);
	}

	/**
	 * Puts meta on a product that is about to be saved.
	 *
	 * @param \WC_Product           $product The product.
	 * @param array<string, string> $meta    By the keys of `Product_Meta::ALL`; those that are not named stay.
	 */
	public static function put( \WC_Product $product, array $meta ): void {
		$name = $meta[ Product_Meta::NAME ] ?? '';
		if ( '' !== $name && ( $meta[ Product_Meta::DESIGN ] ?? '' ) !== self::of( $product )[ Product_Meta::DESIGN ] ) {
			// Written anew even if both designs are called the same: `Watch` takes away a name that stayed.
			$product->delete_meta_data( Product_Meta::NAME );
			$product->add_meta_data( Product_Meta::NAME, $name );
			unset( $meta[ Product_Meta::NAME ] );
		}
		foreach ( $meta as $key => $value ) {
			if ( '' === $value ) {
				$product->delete_meta_data( $key );
			} else {
				$product->update_meta_data( $key, $value );
			}
		}
	}

	/**
	 * What a product says under our keys.
	 *
	 * @param \WC_Product $product The product.
	 * @return array<string, string> By all keys of `Product_Meta::ALL`.
	 */
	public static function of( \WC_Product $product ): array {
		$found = array();
		foreach ( Product_Meta::ALL as $key ) {
			$value         = $product->get_meta( $key, true, 'edit' );
			$found[ $key ] = is_scalar( $value ) ? (string) $value : '';
		}
		return $found;
	}

	/**
	 * The status that a form proposes: whoever chooses a design wants it seen.
	 *
	 * @param array<string, string> $meta By the keys of `Product_Meta`.
	 */
	public static function proposed_status( array $meta ): string {
		$status = Product_Meta::status( $meta[ Product_Meta::STATUS ] );
		return $status ?? ( '' === $meta[ Product_Meta::DESIGN ] ? Wanted::ACTIVE : Wanted::DRAFT );
	}
}
