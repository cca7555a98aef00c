<?php
/**
 * What the connector hears of a visitor's address.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * A keyed hash, so that the connector and Alter can tell visitors apart for their limits and nobody learns who they
 * are. Its key changes every day. Pure but for `of_request`.
 */
final class Visitor_Hash {

	/**
	 * The hash of an address on a day.
	 *
	 * @param string $address An IP address; of IPv6 the first 64 bits count, as one household has as many of the rest as
	 *                        it likes.
	 * @param string $secret  Of this site.
	 * @param string $day     E.g. "2026-11-22".
	 */
	public static function of( string $address, string $secret, string $day ): string {
		$raw = inet_pton( trim( $address, '[]' ) );
		if ( false !== $raw && 16 === strlen( $raw ) ) {
			// An IPv4 address in IPv6's clothes is one address, not a network of 2^64.
			$is_mapped = str_starts_with( $raw, str_repeat( "\0", 10 ) . "\xff\xff" );
			$raw       = $is_mapped ? substr( $raw, 12 ) : substr( $raw, 0, 8 );
		}
		$key = hash_hmac( 'sha256', "alter-connector visitor {$day}", $secret, true );
		return substr( hash_hmac( 'sha256', false === $raw ? $address : $raw, $key ), 0, 32 );
	}

	/**
	 * The visitor's address. Whoever calls from a private network is a proxy of the shop's own: then the last public
	 * address of the chain counts, which that proxy wrote itself. What others claim of themselves counts for nothing.
	 *
	 * @param array<string, mixed> $server As PHP's own.
	 */
	public static function address( array $server ): string {
		$caller = is_string( $server['REMOTE_ADDR'] ?? null ) ? $server['REMOTE_ADDR'] : '';
		if ( ! Hosts::is_internal( $caller ) ) {
			return $caller;
		}
		$chain = is_string( $server['HTTP_X_FORWARDED_FOR'] ?? null ) ? explode( ',', $server['HTTP_X_FORWARDED_FOR'] ) : array();
		foreach ( array_reverse( array_map( 'trim', $chain ) ) as $each ) {
			if ( false !== filter_var( $each, FILTER_VALIDATE_IP ) && ! Hosts::is_internal( $each ) ) {
				return $each;
			}
		}
		return $caller;
	}

	/**
	 * The hash of the request that is being answered.
	 */
	public static function of_request(): string {
		/**
		 * The visitor's address, for shops behind a network of proxies that tells it in a header of its own.
		 *
		 * @param string $address As far as the plugin can tell by itself.
		 */
		$address = (string) apply_filters( 'alter_connector_visitor_address', self::address( $_SERVER ) );
		return self::of( $address, wp_salt( 'nonce' ), gmdate( 'Y-m-d' ) );
	}
}
