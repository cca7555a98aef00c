<?php
/**
 * What of one product shoppers can open.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The connector's rule, over the mirror's rows of a product. A binding is live when the owner wants it active and Alter
 * has confirmed it active: a later change that waits or failed does not hide it, a deactivation does at once. A
 * variation opens its own; without one, or while its own waits for Alter, its product's; never its product's when the
 * owner switched its own off. Pure.
 */
final class Openings {

	private const LIVE    = 'live';
	private const HIDDEN  = 'hidden';
	private const WAITING = 'waiting';

	/**
	 * The external id of the product, and of each variation with rows of its own, by post and runtime type.
	 *
	 * @var array<int, array<string, array{string, string}>>
	 */
	private array $bindings = array();

	/**
	 * Built from rows.
	 *
	 * @param int                              $product_id The product's post.
	 * @param list<array<string, string|null>> $rows       Columns object_id, runtime_type, external_product_id, wanted, confirmed.
	 */
	public function __construct( private int $product_id, array $rows ) {
		foreach ( $rows as $row ) {
			$type = (string) $row['runtime_type'];
			if ( in_array( $type, Product_Meta::RUNTIME_TYPES, true ) ) {
				$this->bindings[ (int) $row['object_id'] ][ $type ] = array( self::state( (string) $row['wanted'], (string) $row['confirmed'] ), (string) $row['external_product_id'] );
			}
		}
	}

	/**
	 * What the product itself opens, in the order of `Product_Meta::RUNTIME_TYPES`.
	 *
	 * @return list<string>
	 */
	public function runtimes(): array {
		return $this->of( 0 );
	}

	/**
	 * What each variation with bindings of its own opens, the product's included where they stand in. A variation that
	 * is not named opens what its product opens.
	 *
	 * @return array<int, list<string>>
	 */
	public function variations(): array {
		$found = array();
		foreach ( array_keys( $this->bindings ) as $id ) {
			if ( $id !== $this->product_id ) {
				$found[ $id ] = $this->of( $id );
			}
		}
		return $found;
	}

	/**
	 * The external id that a session is for; null when there is nothing to open.
	 *
	 * @param int    $variation_id 0 for the product itself.
	 * @param string $runtime      A runtime type.
	 */
	public function opens( int $variation_id, string $runtime ): ?string {
		foreach ( array( $variation_id, $this->product_id ) as $id ) {
			list( $state, $external ) = $this->bindings[ $id ][ $runtime ] ?? array( self::WAITING, '' );
			if ( self::WAITING !== $state ) {
				return self::LIVE === $state ? $external : null;
			}
		}
		return null;
	}

	/**
	 * The runtime types that open.
	 *
	 * @param int $variation_id 0 for the product itself.
	 * @return list<string>
	 */
	private function of( int $variation_id ): array {
		return array_values( array_filter( Product_Meta::RUNTIME_TYPES, fn( string $type ): bool => null !== $this->opens( $variation_id, $type ) ) );
	}

	/**
	 * What a row means to shoppers.
	 *
	 * @param string $wanted    A status of `Wanted`.
	 * @param string $confirmed Another, or empty.
	 */
	private static function state( string $wanted, string $confirmed ): string {
		if ( Wanted::ACTIVE === $wanted ) {
			return Wanted::ACTIVE === $confirmed ? self::LIVE : self::WAITING;
		}
		return Wanted::ARCHIVED === $wanted ? self::WAITING : self::HIDDEN;
	}
}
