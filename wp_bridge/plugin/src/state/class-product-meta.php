<?php
/**
 * What the owner says of a product.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The meta keys that hold the truth about what the owner wants, and the spelling of their values. On a variation the
 * same keys override the product's, and an absent one inherits. Pure but for `write`.
 */
final class Product_Meta {

	/**
	 * Alter's number of the design, as text.
	 */
	public const DESIGN = '_alter_design_id';

	/**
	 * The runtime types, a comma list.
	 */
	public const TYPES = '_alter_runtime_types';

	/**
	 * Draft, active or inactive.
	 */
	public const STATUS = '_alter_status';

	/**
	 * The design's name, so that screens can show it without asking. Says nothing about what is wanted.
	 */
	public const NAME = '_alter_design_name';

	/**
	 * The connector's id of the design's files in this shop; absent for a design that is kept at Alter. It belongs to the
	 * design's number: on a variation it counts only beside a number of its own.
	 */
	public const LOCAL = '_alter_local_design_id';

	/**
	 * Whether the product can only be bought customised: "yes", "no", or nothing for the shop's choice. Says nothing about
	 * bindings, so it is none of ALL.
	 */
	public const REQUIRED = '_alter_required';

	/**
	 * What decides about bindings.
	 */
	public const DECIDING = array( self::DESIGN, self::TYPES, self::STATUS );

	public const ALL = array( self::DESIGN, self::TYPES, self::STATUS, self::NAME, self::LOCAL );

	/**
	 * What the mirror's columns take.
	 */
	private const LONGEST = 190;

	public const RUNTIME_TYPES = array( 'viewer', 'configurator', 'customizer' );

	public const STATUSES = array( Wanted::DRAFT, Wanted::ACTIVE, Wanted::INACTIVE );

	/**
	 * Alter's number in a text; null for anything that is none. Its numbers fit a JavaScript number.
	 *
	 * @param string $text As somebody wrote it.
	 */
	public static function design( string $text ): ?int {
		$text = trim( $text );
		return 1 === preg_match( '/^[1-9][0-9]{0,14}$/', $text ) ? (int) $text : null;
	}

	/**
	 * The connector's id of a local design in a text; null for anything that is none.
	 *
	 * @param string $text As somebody wrote it.
	 */
	public static function local( string $text ): ?string {
		$text = trim( $text );
		return 1 === preg_match( '/^[A-Za-z0-9_]{1,64}$/D', $text ) ? $text : null;
	}

	/**
	 * The runtime types in a text, in their order here and each once; null when it names one that there is not.
	 *
	 * @param string $text As somebody wrote it: "Viewer, customizer".
	 * @return list<string>|null
	 */
	public static function types( string $text ): ?array {
		$words = preg_split( '/[\s,;|]+/', strtolower( $text ), -1, PREG_SPLIT_NO_EMPTY );
		if ( array_diff( (array) $words, self::RUNTIME_TYPES ) ) {
			return null;
		}
		return array_values( array_intersect( self::RUNTIME_TYPES, (array) $words ) );
	}

	/**
	 * The status in a text; null when there is no such.
	 *
	 * @param string $text As somebody wrote it.
	 */
	public static function status( string $text ): ?string {
		$text = strtolower( trim( $text ) );
		return in_array( $text, self::STATUSES, true ) ? $text : null;
	}

	/**
	 * The usual spelling of a value. What can not be read stays as it is: a person has to see it to mend it.
	 *
	 * @param string $key  One of ALL.
	 * @param string $text As somebody wrote it.
	 */
	public static function spell( string $key, string $text ): string {
		$text = trim( $text );
		if ( self::DESIGN === $key ) {
			return (string) ( self::design( $text ) ?? $text );
		}
		if ( self::TYPES === $key ) {
			$types = self::types( $text );
			return null === $types ? $text : implode( ',', $types );
		}
		return self::STATUS === $key ? self::status( $text ) ?? $text : $text;
	}

	/**
	 * A value as it may be stored.
	 *
	 * @param string $key        One of ALL.
	 * @param mixed  $unverified As somebody wrote it.
	 */
	public static function clean( string $key, mixed $unverified ): string {
		$text = is_scalar( $unverified ) ? sanitize_text_field( (string) $unverified ) : '';
		return self::spell( $key, mb_substr( $text, 0, self::LONGEST ) );
	}

	/**
	 * Writes what the owner wants of a product; an empty text takes the key away.
	 *
	 * @param int                   $post_id A product or a variation.
	 * @param array<string, string> $values  By keys of ALL; those that are not named stay.
	 */
	public static function write( int $post_id, array $values ): void {
		if ( isset( $values[ self::DESIGN ], $values[ self::NAME ] ) && get_post_meta( $post_id, self::DESIGN, true ) !== $values[ self::DESIGN ] ) {
			// Written anew even if both designs are called the same: whoever listens takes away a name that stayed.
			delete_post_meta( $post_id, self::NAME );
		}
		foreach ( array_intersect_key( $values, array_flip( self::ALL ) ) as $key => $value ) {
			if ( '' === $value ) {
				delete_post_meta( $post_id, $key );
			} else {
				update_post_meta( $post_id, $key, wp_slash( $value ) );
			}
		}
	}
}
