<?php
/**
 * Whether the site is where it connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Standing;

/**
 * Safe mode: a copy of a shop may forget, and must not change what belongs to the original.
 */
final class Site_Address extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Standing $standing What is known of the connection.
	 */
	public function __construct( private Standing $standing ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'safe_mode';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Safe mode', 'alter-connector' );
	}

	/**
	 * Looks at the kept address and at the connector's last word.
	 */
	public function run(): Result {
		if ( Standing::MOVED !== $this->standing->current() ) {
			return Result::good( __( 'Safe mode is off: the shop is at the address where it connected.', 'alter-connector' ) );
		}
		return Result::critical(
			__( 'Safe mode: this shop is not at the address where it connected.', 'alter-connector' ),
			__( 'It may be a copy, so it changes nothing at Alter.', 'alter-connector' ),
			__( 'Say in WooCommerce > Settings > Alter whether the shop moved or this is a copy.', 'alter-connector' ),
			self::settings()
		);
	}
}
