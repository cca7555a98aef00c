<?php
/**
 * Whether the shop is served over https.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Hosts;

/**
 * Browsers open Alter's tools only on pages that came over https.
 */
final class Secure_Site extends Check {

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'https';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Secure address (https)', 'alter-connector' );
	}

	/**
	 * Looks at the two addresses in the settings.
	 */
	public function run(): Result {
		$plain = array();
		foreach ( array( get_option( 'home' ), get_option( 'siteurl' ) ) as $address ) {
			$parts = (array) wp_parse_url( (string) $address );
			$host  = (string) ( $parts['host'] ?? '' );
			if ( 'https' !== strtolower( (string) ( $parts['scheme'] ?? '' ) ) ) {
				$plain[] = Hosts::is_internal( $host );
			}
		}
		if ( array() === $plain ) {
			return Result::good( __( 'The shop is served over https.', 'alter-connector' ) );
		}
		if ( ! in_array( false, $plain, true ) ) {
			return Result::good( __( 'The shop is on this machine or in a private network, where plain http is enough to try things.', 'alter-connector' ) );
		}
		return Result::critical(
			__( 'The shop\'s address begins with http://.', 'alter-connector' ),
			__( 'Alter\'s tools and a checkout need https.', 'alter-connector' ),
			__( 'Have a certificate installed, then change both addresses under Settings > General to https://.', 'alter-connector' ),
			admin_url( 'options-general.php' )
		);
	}
}
