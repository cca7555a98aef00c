<?php
/**
 * Whether the shop is connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * The connection as the site knows it, without asking.
 */
final class Linked extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    What is known of it.
	 */
	public function __construct( private Connections $connections, private Standing $standing ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'connection';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Connection', 'alter-connector' );
	}

	/**
	 * Looks at what the last calls left behind.
	 */
	public function run(): Result {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return Result::recommended(
				__( 'This shop is not connected to Alter.', 'alter-connector' ),
				'',
				__( 'Connect it in WooCommerce > Settings > Alter.', 'alter-connector' ),
				self::settings()
			);
		}
		switch ( $this->standing->current() ) {
			case Standing::LOST:
				return Result::critical(
					__( 'The connector does not know this shop any more.', 'alter-connector' ),
					__( 'Products keep their mappings, and nothing is sent until the shop is connected again.', 'alter-connector' ),
					__( 'Connect again in WooCommerce > Settings > Alter.', 'alter-connector' ),
					self::settings()
				);
			case Standing::UNAPPROVED:
				return Result::critical(
					__( 'Alter does not accept this shop\'s credential any more.', 'alter-connector' ),
					__( 'Somebody revoked it at Alter, or the Alter account changed. Nothing is synced until you approve again.', 'alter-connector' ),
					__( 'Connect again in WooCommerce > Settings > Alter.', 'alter-connector' ),
					self::settings()
				);
		}
		/* translators: %s: a date. */
		return Result::good( sprintf( __( 'Connected since %s.', 'alter-connector' ), (string) wp_date( (string) get_option( 'date_format' ), $connection->connected_at ) ) );
	}
}
