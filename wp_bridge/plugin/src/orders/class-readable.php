<?php
/**
 * What people read of a configured item.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * Options as metas with names that WooCommerce shows wherever it shows items, exports and other plugins included. Pure.
 *
 * The names of product attributes are WooCommerce's: "order again" takes a meta with such a name for the variation's
 * attribute. What an attribute says already is not said twice; what differs gets another name.
 */
final class Readable {

	/**
	 * Metas to add.
	 *
	 * @param list<array{name: string, value: string}> $options    What was configured.
	 * @param array<string, string>                    $attributes Values of the item's attributes, by names as people read them.
	 * @return list<array{name: string, value: string}>
	 */
	public static function metas( array $options, array $attributes ): array {
		$taken = array();
		foreach ( $attributes as $name => $value ) {
			$taken[ self::plain( (string) $name ) ] = self::plain( $value );
		}
		$found = array();
		foreach ( $options as $option ) {
			$name = ltrim( $option['name'], '_ ' );
			$key  = self::plain( $name );
			if ( '' === $name || ( $taken[ $key ] ?? null ) === self::plain( $option['value'] ) ) {
				continue;
			}
			$found[] = array(
				/* translators: %s: the name of an option, such as "Size". */
				'name'  => isset( $taken[ $key ] ) ? sprintf( __( 'Design: %s', 'alter-connector' ), $name ) : $name,
				'value' => $option['value'],
			);
		}
		return $found;
	}

	/**
	 * A text as it is compared.
	 *
	 * @param string $text Any.
	 */
	private static function plain( string $text ): string {
		return mb_strtolower( trim( (string) preg_replace( '/[\s_-]+/u', ' ', $text ) ) );
	}
}
