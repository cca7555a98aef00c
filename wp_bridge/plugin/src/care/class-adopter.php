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
use AlterConnector\State\Jobs;
use AlterConnector\State\Product_Meta;

/**
 * Asks the connector which bindings Alter holds for this shop that nobody here knows, and writes them into products
 * that have no mapping yet. Both only by a click; a product's own mapping is never replaced.
 */
final class Adopter {

	public const HOOK = 'alter_connector_adopt';

	/**
	 * What is still to be written, when it is more than a click may take.
	 */
	private const WAITING = 'alter_connector_adoption';

	/**
	 * Products that one request writes: other plugins listen to each of them.
	 */
	private const PIECE = 50;

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( self::HOOK, array( $this, 'go_on' ), 10, 0 );
		// Another storefront has other designs.
		add_action( 'alter_connector_connected', array( $this, 'forget' ), 10, 0 );
		add_action( 'alter_connector_disconnected', array( $this, 'forget' ), 10, 0 );
	}

	/**
	 * Looks for mappings that could be taken over: from product to what it would get.
	 *
	 * @return array<int, array{design_id: int, runtime_types: list<string>, status: string}>
	 * @throws Refused           When the connector said no.
	 * @throws Unreachable       When it did not answer.
	 * @throws \DomainException When nothing may be asked now.
	 */
	public function find(): array {
		$unknown = $this->parts->audit->run()['unknown'];
		$plan    = Adoption::plan( $unknown, $this->parts->known_store->external_id_prefix() );
		return array_intersect_key( $plan, array_flip( self::free( array_keys( $plan ) ) ) );
	}

	/**
	 * Takes them over: some now, the rest by the job.
	 *
	 * @return string What was done, for people.
	 * @throws Refused           When the connector said no.
	 * @throws Unreachable       When it did not answer.
	 * @throws \DomainException When nothing may be asked now.
	 */
	public function adopt(): string {
		$plan  = $this->find();
		$count = count( $plan );
		$this->write( $plan );
		do_action( 'alter_connector_log', 'info', 'Mappings of another plugin are taken over.', array( 'products' => $count ) );
		if ( $count > self::PIECE ) {
			/* translators: %s: a number. */
			return sprintf( _n( '%s product gets its mapping from Alter, in the background.', '%s products get their mappings from Alter, in the background.', $count, 'alter-connector' ), number_format_i18n( $count ) );
		}
		/* translators: %s: a number. */
		return sprintf( _n( '%s product got its mapping from Alter.', '%s products got their mappings from Alter.', $count, 'alter-connector' ), number_format_i18n( $count ) );
	}

	/**
	 * The job: the next piece. One that is killed leaves its piece to the next one.
	 */
	public function go_on(): void {
		$plan = get_option( self::WAITING );
		if ( is_array( $plan ) && $this->parts->standing->may_write() ) {
			$this->write( $plan );
		}
	}

	/**
	 * What waits is not written any more.
	 */
	public function forget(): void {
		delete_option( self::WAITING );
	}

	/**
	 * Writes a piece, and leaves the rest to the job.
	 *
	 * @param array<int, array{design_id: int, runtime_types: list<string>, status: string}> $plan By product.
	 */
	private function write( array $plan ): void {
		$piece = array_slice( $plan, 0, self::PIECE, true );
		foreach ( self::free( array_keys( $piece ) ) as $object_id ) {
			Product_Meta::write(
				$object_id,
				array(
					Product_Meta::DESIGN => (string) $piece[ $object_id ]['design_id'],
					Product_Meta::TYPES  => implode( ',', $piece[ $object_id ]['runtime_types'] ),
					Product_Meta::STATUS => $piece[ $object_id ]['status'],
				)
			);
		}
		$rest = array_slice( $plan, self::PIECE, null, true );
		if ( array() === $rest ) {
			$this->forget();
			return;
		}
		update_option( self::WAITING, $rest, false );
		as_enqueue_async_action( self::HOOK, array(), Jobs::GROUP );
	}

	/**
	 * Those that are products or variations of the shop without a mapping of their own.
	 *
	 * @param list<int> $ids Posts.
	 * @return list<int>
	 */
	private static function free( array $ids ): array {
		global $wpdb;
		$free = array();
		foreach ( array_chunk( $ids, 500 ) as $some ) {
			$places = implode( ',', array_fill( 0, count( $some ), '%d' ) );
			// phpcs:disable WordPress.DB -- $places holds places only; asked once a click, of hundreds of products at once.
			$found = $wpdb->get_col(
				$wpdb->prepare(
					"SELECT ID FROM {$wpdb->posts} p WHERE ID IN ({$places}) AND post_type IN ('product', 'product_variation')
					AND NOT EXISTS (SELECT 1 FROM {$wpdb->postmeta} m WHERE m.post_id = p.ID AND m.meta_key = %s AND m.meta_value <> '')",
					array_merge( $some, array( Product_Meta::DESIGN ) )
				)
			);
			// phpcs:enable
			$free = array_merge( $free, array_map( 'intval', $found ) );
		}
		return $free;
	}
}
