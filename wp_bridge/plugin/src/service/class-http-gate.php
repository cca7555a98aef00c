<?php
/**
 * What holds for a call to the connector and for no other call of this WordPress.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Sets filters that look at exactly one host and port, for the length of one call.
 *
 * `wp_safe_remote_*` refuses ports but 80, 443 and 8080, private addresses, IPv6 literals, and names that have no IPv4
 * address. A connector that wp-config.php or the zip names may well be there: its address is no visitor's input, so
 * that check is left out for it. Whoever named the address, TLS is verified and redirects are not followed, even on
 * sites where some snippet switches verification off for all calls.
 */
final class Http_Gate {

	/**
	 * Behind the filters of other plugins: theirs are meant for calls they know.
	 */
	private const LAST = PHP_INT_MAX;

	private const CONNECT_SECONDS = 5;

	/**
	 * Calls with the filters in place.
	 *
	 * @param Address  $address         Where the call goes.
	 * @param callable $call            The call.
	 * @param int      $connect_seconds The longest that the connection alone may take.
	 * @return mixed What it returns.
	 */
	public function through( Address $address, callable $call, int $connect_seconds = self::CONNECT_SECONDS ): mixed {
		$filters = self::filters( $address, $connect_seconds );
		foreach ( $filters as $name => $filter ) {
			add_filter( $name, $filter, self::LAST, 3 );
		}
		try {
			return $call();
		} finally {
			foreach ( $filters as $name => $filter ) {
				remove_filter( $name, $filter, self::LAST );
			}
		}
	}

	/**
	 * The filters, by the names of their hooks.
	 *
	 * @param Address $address         As in `through`.
	 * @param int     $connect_seconds As in `through`.
	 * @return array<string, callable>
	 */
	private static function filters( Address $address, int $connect_seconds ): array {
		$firm = array(
			'sslverify'   => true,
			'redirection' => 0,
		);
		if ( $address->trusted ) {
			$firm['reject_unsafe_urls'] = false;
		}
		return array(
			'http_request_args' => static fn( $args, $url = '' ) =>
				$address->leads( (string) $url ) ? array_merge( (array) $args, $firm ) : $args,
			'https_ssl_verify'  => static fn( $verify, $url = '' ) =>
				! $verify && $address->leads( (string) $url ) ? ABSPATH . WPINC . '/certificates/ca-bundle.crt' : $verify,
			'http_api_curl'     => static function ( $handle, $args = array(), $url = '' ) use ( $address, $connect_seconds ): void {
				if ( $address->leads( (string) $url ) ) {
					// phpcs:ignore WordPress.WP.AlternativeFunctions.curl_curl_setopt -- The API has one limit for all.
					curl_setopt( $handle, CURLOPT_CONNECTTIMEOUT, $connect_seconds );
				}
			},
		);
	}
}
