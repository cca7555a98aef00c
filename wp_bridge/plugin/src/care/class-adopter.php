<?php
/**
 * Takes over mappings that were made with another plugin.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * Asks the connector which bindings Alter holds for this shop that nobody here knows, and writes them into products
 * that have no mapping yet. Both only by a click; a product's own mapping is never replaced.
 */
final class Adopter {

	private const SECONDS = 30;

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Looks for mappings that could be taken over: from product to what it would get.
	 *
	 * @return array<int, array{design_id: int, runtime_types: list<string>, status: string}>
	 * @throws Refused           When the connector said no.
	 * @throws Unreachable       When it did not answer.
	 * @throws \DomainException When nothing may be asked now.
	 */
	public function find(): array {
		$connection = $this->parts->connections->current();
		if ( null === $connection || ! $this->parts->standing->may_write() ) {
			throw new \DomainException( __( 'The shop has to be connected, and not in safe mode.', 'alter-connector' ) );
		}
		try {
			$answer = $this->parts->client->call( $connection, 'POST', '/v1/sync/reconcile', null, array(), array(), self::SECONDS )->json;
		} catch ( Refused $refusal ) {
			do_action( 'alter_connector_refused', $refusal );
			throw $refusal;
		}
		$unknown = is_array( $answer['unknown'] ?? null ) ? $answer['unknown'] : array();
		$plan    = Adoption::plan( $unknown, $this->parts->known_store->external_id_prefix() );
		return array_filter( $plan, array( self::class, 'is_free' ), ARRAY_FILTER_USE_KEY );
	}

	/**
	 * Takes them over.
	 *
	 * @return int How many products got a mapping.
	 * @throws Refused           When the connector said no.
	 * @throws Unreachable       When it did not answer.
	 * @throws \DomainException When nothing may be asked now.
	 */
	public function adopt(): int {
		$plan = $this->find();
		foreach ( $plan as $object_id => $mapping ) {
			$product = wc_get_product( $object_id );
			$product->update_meta_data( '_alter_design_id', (string) $mapping['design_id'] );
			$product->update_meta_data( '_alter_runtime_types', implode( ',', $mapping['runtime_types'] ) );
			$product->update_meta_data( '_alter_status', $mapping['status'] );
			$product->save();
		}
		do_action( 'alter_connector_log', 'info', 'Mappings of another plugin were taken over.', array( 'products' => count( $plan ) ) );
		return count( $plan );
	}

	/**
	 * Whether this is a product of the shop without a mapping of its own.
	 *
	 * @param int $object_id A post.
	 */
	private static function is_free( int $object_id ): bool {
		$product = wc_get_product( $object_id );
		return $product instanceof \WC_Product && '' === (string) $product->get_meta( '_alter_design_id' );
	}
}
