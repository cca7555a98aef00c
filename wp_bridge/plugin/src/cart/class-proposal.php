<?php
/**
 * What an unknown option probably means.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

/**
 * Preselects what the owner confirms. The shop's own words go before the message's: whoever makes up a message must not
 * choose what a hurried click confirms. Pure.
 */
final class Proposal {

	/**
	 * An attribute and its value; both empty where nothing fits.
	 *
	 * @param string     $kind       One of `Pair::KINDS`.
	 * @param int        $id         The option's number.
	 * @param string     $label      What Alter calls it.
	 * @param Attributes $attributes What the product's variations differ in.
	 * @param list<Hint> $hints      What the message says.
	 * @return array{string, string}
	 */
	public static function of( string $kind, int $id, string $label, Attributes $attributes, array $hints ): array {
		$likely = $attributes->named( 'printType' === $kind ? 'print' : $kind );
		foreach ( array_unique( array_merge( null === $likely ? array() : array( $likely ), array_keys( $attributes->all ) ) ) as $name ) {
			$value = $attributes->value( (string) $name, $label );
			if ( null !== $value ) {
				return array( (string) $name, $value );
			}
		}
		foreach ( $hints as $hint ) {
			$value = $hint->is_of( $kind, $id ) ? $attributes->value( $hint->attribute, $hint->term ) : null;
			if ( null !== $value ) {
				return array( $hint->attribute, $value );
			}
		}
		return array( '', '' );
	}
}
