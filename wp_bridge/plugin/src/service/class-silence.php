<?php
/**
 * Words for a call that nobody answered.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * WordPress passes on what cURL said, in English and by number. The owner gets one cause and one action for the
 * numbers that occur; the rest is told as it came.
 */
final class Silence {

	/**
	 * One cause and one action.
	 *
	 * @param string $technical WordPress' message, e.g. "cURL error 28: Operation timed out".
	 */
	public static function words( string $technical ): string {
		$number = preg_match( '/^cURL error (\d+):/', $technical, $found ) ? (int) $found[1] : 0;
		switch ( $number ) {
			case 6:
				return __( 'The connector\'s host name does not resolve from this server. Check the address, and the server\'s DNS.', 'alter-connector' );
			case 7:
				return __( 'Nothing answers at the connector\'s address. It may be stopped, or a firewall keeps this server from it: ask whoever runs it.', 'alter-connector' );
			case 28:
				return __( 'The connector did not answer in time. Try again in a moment; if it stays so, ask whoever runs it.', 'alter-connector' );
			case 35:
			case 51:
			case 53:
			case 58:
			case 59:
			case 60:
			case 66:
			case 77:
			case 80:
			case 83:
			case 90:
			case 91:
				return __( 'No trusted TLS connection to the connector. Its certificate has to be valid for its address: ask whoever runs it.', 'alter-connector' );
		}
		/* translators: %s: a technical reason, in English. */
		return sprintf( __( 'The connector did not answer (%s). Try again in a moment; if it stays so, ask whoever runs it.', 'alter-connector' ), $technical );
	}
}
