<?php
/**
 * Which domains have to be registered at Alter.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Same_Origin;
use AlterConnector\State\Connections;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Standing;

/**
 * Alter opens its tools only on domains that the owner registered in its panel, and has no call that lists them.
 */
final class Domains extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    A copy's domain is nothing to register.
	 * @param Known_Store $known_store What the connector last said.
	 */
	public function __construct( private Connections $connections, private Standing $standing, private Known_Store $known_store ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'domains';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Domains at Alter', 'alter-connector' );
	}

	/**
	 * Compares this site's origin with the store's.
	 */
	public function run(): Result {
		if ( null === $this->connections->current() || $this->standing->is_elsewhere() ) {
			return Result::good( __( 'Which domains have to be registered at Alter is told once the shop is connected.', 'alter-connector' ) );
		}
		$origins = $this->known_store->origins();
		$own     = Same_Origin::origin( Site_Print::home() );
		if ( array() !== $origins && ! in_array( $own, $origins, true ) ) {
			return Result::critical(
				/* translators: %s: an address such as https://shop.example. */
				sprintf( __( 'Pages of %s cannot open a 3D tool: the connector does not know this domain as the shop\'s.', 'alter-connector' ), $own ),
				'',
				__( 'Connect again in WooCommerce > Settings > Alter: that takes over the shop\'s present domain.', 'alter-connector' ),
				self::settings()
			);
		}
		return Result::good(
			/* translators: %s: a list of addresses. */
			sprintf( __( 'Has to be registered in Alter\'s panel: %s.', 'alter-connector' ), implode( ', ', array() === $origins ? array( $own ) : $origins ) ),
			__( 'Under E-commerce Settings > Integration. Alter does not tell others whether it is, so nobody can check it from here; without it no tool opens.', 'alter-connector' )
		);
	}
}
