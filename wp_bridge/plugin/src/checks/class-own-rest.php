<?php
/**
 * Whether the site reaches its own REST API.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

/**
 * Calls the plugin's own routes from the outside, as a visitor: the connector does the same to prove the address.
 */
final class Own_Rest extends Check {

	private const SECONDS = 8;

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'rest';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'REST API of this site', 'alter-connector' );
	}

	/**
	 * It calls this site.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Asks for the list of the plugin's routes, without cookies.
	 */
	public function run(): Result {
		$got = wp_safe_remote_get(
			rest_url( 'alter/v1' ),
			array(
				'timeout'             => self::SECONDS,
				'redirection'         => 0,
				'limit_response_size' => 256 * KB_IN_BYTES,
				// As WordPress does when it calls itself: many servers know themselves by a name without a certificate.
				'sslverify'           => (bool) apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WordPress' own.
			)
		);
		if ( is_wp_error( $got ) ) {
			return Result::recommended(
				__( 'This site does not reach itself.', 'alter-connector' ),
				/* translators: %s: a technical reason, in English. */
				sprintf( __( 'Jobs in the background may not start. WordPress says: %s', 'alter-connector' ), $got->get_error_message() ),
				__( 'Ask your host to allow requests from the server to itself.', 'alter-connector' )
			);
		}
		return $this->judge( (int) wp_remote_retrieve_response_code( $got ), wp_remote_retrieve_body( $got ) );
	}

	/**
	 * What an answer means.
	 *
	 * @param int    $status Its status.
	 * @param string $body   Its body.
	 */
	private function judge( int $status, string $body ): Result {
		$json = json_decode( $body, true );
		if ( 200 === $status && is_array( $json ) && 'alter/v1' === ( $json['namespace'] ?? '' ) ) {
			return Result::good( __( 'The REST API of this site answers visitors.', 'alter-connector' ) );
		}
		if ( in_array( $status, array( 401, 403 ), true ) ) {
			return Result::critical(
				__( 'The REST API of this site is closed to visitors.', 'alter-connector' ),
				/* translators: %d: an HTTP status, 401 or 403. */
				sprintf( __( 'Something, most often a security plugin, answers with status %d, so the connector cannot prove that this shop is at its address.', 'alter-connector' ), $status ),
				__( 'Allow addresses that begin with /wp-json/alter/v1/ there.', 'alter-connector' )
			);
		}
		return Result::critical(
			__( 'The REST API of this site does not answer as it should.', 'alter-connector' ),
			/* translators: %d: an HTTP status, e.g. 404. */
			sprintf( __( 'The plugin\'s routes were answered with status %d.', 'alter-connector' ), $status ),
			__( 'Save Settings > Permalinks once, and see that no redirect or maintenance mode stands before /wp-json/.', 'alter-connector' ),
			admin_url( 'options-permalink.php' )
		);
	}
}
