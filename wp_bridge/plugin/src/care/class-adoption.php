<?php
/**
 * What is taken over of bindings that somebody else made.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

/**
 * Turns bindings that Alter holds and the connector does not know (`unknown` of `POST /v1/sync/reconcile`) into
 * mappings of products. Pure.
 *
 * Alter documents them, and their product ids as `wc_<number>`; how Alter's own plugin keeps its mappings on the site is
 * documented nowhere and is not read.
 */
final class Adoption {

	private const RUNTIME_TYPES = array( 'viewer', 'configurator', 'customizer' );

	/**
	 * From the number of a product or variation to what it gets. A product has one design: where bindings name several,
	 * the one of an active binding counts, then the first, and the rest is left as it is at Alter.
	 *
	 * @param array<mixed> $unknown Items as the connector names them; untrusted.
	 * @param string       $prefix  What external product ids begin with.
	 * @return array<int, array{design_id: int, runtime_types: list<string>, status: string}>
	 */
	public static function plan( array $unknown, string $prefix ): array {
		$plan = array();
		foreach ( self::active_first( array_filter( $unknown, 'is_array' ) ) as $item ) {
			$object  = self::object_id( $item['externalProductId'] ?? null, $prefix );
			$design  = is_int( $item['designId'] ?? null ) ? $item['designId'] : 0;
			$runtime = $item['runtimeType'] ?? null;
			if ( null === $object || $design < 1 || ! in_array( $runtime, self::RUNTIME_TYPES, true ) || 'archived' === ( $item['status'] ?? '' ) ) {
				continue;
			}
			$plan[ $object ] ??= array(
				'design_id'     => $design,
				'runtime_types' => array(),
				'status'        => self::status( $item ),
			);
			$is_same           = $design === $plan[ $object ]['design_id'] && self::status( $item ) === $plan[ $object ]['status'];
			if ( $is_same && ! in_array( $runtime, $plan[ $object ]['runtime_types'], true ) ) {
				$plan[ $object ]['runtime_types'][] = $runtime;
			}
		}
		return $plan;
	}

	/**
	 * The product or variation that an external id names; null when it is not in this shop's form.
	 *
	 * @param mixed  $external Untrusted.
	 * @param string $prefix   What external product ids begin with.
	 */
	private static function object_id( mixed $external, string $prefix ): ?int {
		$form = '/^' . preg_quote( $prefix, '/' ) . '([1-9]\d{0,17})(?:_([1-9]\d{0,17}))?$/D';
		if ( ! is_string( $external ) || 1 !== preg_match( $form, $external, $found ) ) {
			return null;
		}
		return (int) ( $found[2] ?? $found[1] );
	}

	/**
	 * What the binding's status is to the owner.
	 *
	 * @param array<mixed> $item Untrusted.
	 */
	private static function status( array $item ): string {
		switch ( $item['status'] ?? '' ) {
			case 'active':
			case 'legacy_active':
				return 'active';
			case 'inactive':
				return 'inactive';
		}
		return 'draft';
	}

	/**
	 * Active ones first, otherwise as they came.
	 *
	 * @param array<mixed> $items Untrusted.
	 * @return list<array<mixed>>
	 */
	private static function active_first( array $items ): array {
		$is_active = static fn( array $item ): bool => 'active' === self::status( $item );
		return array_merge( array_filter( $items, $is_active ), array_filter( $items, static fn( array $item ): bool => ! $is_active( $item ) ) );
	}
}
