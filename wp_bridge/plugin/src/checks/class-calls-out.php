<?php
/**
 * Whether WordPress may call the connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Addresses;

/**
 * WP_HTTP_BLOCK_EXTERNAL and its list of exceptions, asked of WordPress itself.
 */
final class Calls_Out extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Addresses $addresses Where the connector is.
	 */
	public function __construct( private Addresses $addresses ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'calls_out';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Calls to the connector', 'alter-connector' );
	}

	/**
	 * Looks at the address and at wp-config.php.
	 */
	public function run(): Result {
		try {
			$address = $this->addresses->current();
		} catch ( \DomainException $bad ) {
			return Result::critical( __( 'The connector\'s address cannot be used.', 'alter-connector' ), $bad->getMessage(), __( 'Correct it where it is named: in wp-config.php, or by installing the plugin\'s zip anew.', 'alter-connector' ) );
		}
		if ( null === $address ) {
			return Result::recommended( __( 'Nobody has told this site where its connector is.', 'alter-connector' ), '', __( 'Enter its address in WooCommerce > Settings > Alter.', 'alter-connector' ), self::settings() );
		}
		if ( ! ( new \WP_Http() )->block_request( $address->url( '/' ) ) ) {
			return Result::good( __( 'WordPress may call the connector.', 'alter-connector' ) );
		}
		return Result::critical(
			__( 'WordPress is told not to call the connector.', 'alter-connector' ),
			__( 'WP_HTTP_BLOCK_EXTERNAL is on in wp-config.php.', 'alter-connector' ),
			/* translators: %s: a host name. */
			sprintf( __( 'Add %s to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'alter-connector' ), trim( $address->host, '[]' ) )
		);
	}
}
