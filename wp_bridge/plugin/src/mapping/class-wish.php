<?php
/**
 * What follows from a product's facts.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;

/**
 * The bindings that are wanted of one product or variation. Pure.
 *
 * Either they can be said: then what is not among `bindings` is to be archived. Or the product's own data has a
 * fault: then what there is stays, since a typing error must not take a product's 3D away; only `ceiling` still
 * holds, since a product in the trash must not stay active.
 */
final class Wish {

	public const NO_FAULT       = '';
	public const BAD_DESIGN     = 'local.design';
	public const BAD_TYPES      = 'local.types';
	public const NO_TYPES       = 'local.noTypes';
	public const BAD_STATUS     = 'local.status';
	public const NOT_THIS_TYPE  = 'local.productType';
	public const PRODUCT_TYPES  = array( 'simple', 'variable' );
	private const PUBLISHED     = 'publish';
	private const NOT_YET_THERE = array( 'auto-draft', 'new', 'importing' );

	/**
	 * Built by `of`.
	 *
	 * @param list<Wanted> $bindings What is wanted, one per runtime type.
	 * @param string       $ceiling  "active", or "inactive" where nothing may be active.
	 * @param string       $fault    NO_FAULT or another constant.
	 * @param string       $detail   What was found instead.
	 */
	private function __construct(
		public array $bindings,
		public string $ceiling = Wanted::ACTIVE,
		public string $fault = self::NO_FAULT,
		public string $detail = ''
	) {}

	/**
	 * What follows from facts.
	 *
	 * @param Facts $facts                   Of the product or variation.
	 * @param bool  $unpublished_deactivates The setting.
	 */
	public static function of( Facts $facts, bool $unpublished_deactivates ): self {
		if ( ! self::is_bindable( $facts ) || self::only_repeats( $facts ) || '' === $facts->value( Product_Meta::DESIGN ) ) {
			return new self( array() );
		}
		$ceiling = self::ceiling( $facts, $unpublished_deactivates );
		$type    = $facts->product_type;
		if ( ! in_array( $type, self::PRODUCT_TYPES, true ) || ( $facts->is_variation && 'variable' !== $type ) ) {
			return new self( array(), Wanted::INACTIVE, self::NOT_THIS_TYPE, $type );
		}
		return self::read( $facts, $ceiling );
	}

	/**
	 * Whether it has bindings of its own at all: a translation uses those of the product it is translated from.
	 *
	 * @param Facts $facts Of the product or variation.
	 */
	private static function is_bindable( Facts $facts ): bool {
		return $facts->exists && ! $facts->is_translation && ! in_array( $facts->status, self::NOT_YET_THERE, true );
	}

	/**
	 * Whether a variation says nothing but what its product says. It then uses the product's binding, which spares one
	 * of those that the plan counts.
	 *
	 * @param Facts $facts Of the product or variation.
	 */
	private static function only_repeats( Facts $facts ): bool {
		if ( ! $facts->is_variation ) {
			return false;
		}
		if ( isset( $facts->own[ Product_Meta::DESIGN ] ) && ( $facts->own[ Product_Meta::LOCAL ] ?? '' ) !== ( $facts->inherited[ Product_Meta::LOCAL ] ?? '' ) ) {
			return false;
		}
		foreach ( Product_Meta::DECIDING as $key ) {
			$own   = Product_Meta::spell( $key, $facts->own[ $key ] ?? '' );
			$above = Product_Meta::spell( $key, $facts->inherited[ $key ] ?? '' );
			if ( isset( $facts->own[ $key ] ) && $own !== $above ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The most that may be wanted: nothing is active of what shoppers can not see.
	 *
	 * @param Facts $facts                   Of the product or variation.
	 * @param bool  $unpublished_deactivates The setting.
	 */
	private static function ceiling( Facts $facts, bool $unpublished_deactivates ): string {
		foreach ( array( $facts->status, $facts->product_status ) as $status ) {
			if ( 'trash' === $status || ( $unpublished_deactivates && self::PUBLISHED !== $status ) ) {
				return Wanted::INACTIVE;
			}
		}
		return Wanted::ACTIVE;
	}

	/**
	 * Reads the meta.
	 *
	 * @param Facts  $facts   Of the product or variation.
	 * @param string $ceiling The most that may be wanted.
	 */
	private static function read( Facts $facts, string $ceiling ): self {
		$design = Product_Meta::design( $facts->value( Product_Meta::DESIGN ) );
		if ( null === $design ) {
			return new self( array(), $ceiling, self::BAD_DESIGN, $facts->value( Product_Meta::DESIGN ) );
		}
		$types = Product_Meta::types( $facts->value( Product_Meta::TYPES ) );
		if ( ! $types ) {
			$fault = null === $types ? self::BAD_TYPES : self::NO_TYPES;
			return new self( array(), $ceiling, $fault, $facts->value( Product_Meta::TYPES ) );
		}
		$text   = $facts->value( Product_Meta::STATUS );
		$status = '' === $text ? Wanted::DRAFT : Product_Meta::status( $text );
		if ( null === $status ) {
			return new self( array(), $ceiling, self::BAD_STATUS, $text );
		}
		// A variation with a design of its own has its name and its files too, or none: never its product's.
		$names  = isset( $facts->own[ Product_Meta::DESIGN ] ) ? $facts->own : $facts->inherited;
		$name   = $names[ Product_Meta::NAME ] ?? '';
		$local  = Product_Meta::local( $names[ Product_Meta::LOCAL ] ?? '' ) ?? '';
		$wanted = self::capped( $status, $ceiling );
		$each   = static fn( string $type ): Wanted => new Wanted( $type, $design, $wanted, $name, $local );
		return new self( array_map( $each, $types ), $ceiling );
	}

	/**
	 * A status under a ceiling.
	 *
	 * @param string $status  Of `Wanted`.
	 * @param string $ceiling "active" or "inactive".
	 */
	public static function capped( string $status, string $ceiling ): string {
		return Wanted::ACTIVE === $status ? $ceiling : $status;
	}
}
