<?php
/**
 * Opens WordPress' own guard for one host and port, for the length of one call.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * `wp_safe_remote_*` refuses ports but 80, 443 and 8080, private addresses and IPv6 literals. A connector may well be
 * there, so these filters let exactly its host and port through, and are gone when the call is over: no other
 * plugin's call, and none of ours to another place, is let through with it.
 */
final class Http_Gate {

	/**
	 * Calls with the gate open for a trusted address; a typed one gets no gate.
	 *
	 * @param Address  $address Where the call goes.
	 * @param callable $call    The call.
	 * @return mixed What it returns.
	 */
	public function through( Address $address, callable $call ): mixed {
		if ( ! $address->trusted ) {
			return $call();
		}
		$filters = self::filters( $address );
		foreach ( $filters as $name => $filter ) {
			add_filter( $name, $filter, 10, 3 );
		}
		try {
			return $call();
		} finally {
			foreach ( $filters as $name => $filter ) {
				remove_filter( $name, $filter, 10 );
			}
		}
	}

	/**
	 * The filters, by the names of their hooks.
	 *
	 * @param Address $address The one that is let through.
	 * @return array<string, callable>
	 */
	private static function filters( Address $address ): array {
		return array(
			'http_request_host_is_external' => static fn( $external, $host = '', $url = '' ) =>
				$address->leads( (string) $url ) ? true : $external,
			'http_allowed_safe_ports'       => static fn( $ports, $host = '', $url = '' ) =>
				$address->leads( (string) $url ) ? array_merge( (array) $ports, array( $address->port ) ) : $ports,
			// `wp_http_validate_url` refuses any bracket before it asks a filter.
			'http_request_args'             => static fn( $args, $url = '' ) =>
				str_starts_with( $address->host, '[' ) && $address->leads( (string) $url )
					? array_merge( (array) $args, array( 'reject_unsafe_urls' => false ) )
					: $args,
		);
	}
}
