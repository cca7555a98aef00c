<?php
/**
 * Whether a request comes from the shop's own pages.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Takes the place of a nonce where pages are cached for everybody. A browser tells the origin of every POST, and no
 * page can make it tell another one: what comes from elsewhere, or tells none, is refused. No I/O but `of_request`.
 */
final class Same_Origin {

	/**
	 * The origin of the page that asks; null when it is not the shop's own.
	 *
	 * @param array<string, mixed> $server As PHP's own.
	 * @param string               $home   The shop's address as visitors see it.
	 */
	public static function of( array $server, string $home ): ?string {
		$origin = $server['HTTP_ORIGIN'] ?? '';
		// "same-site" is another host of the same domain. Not sent over plain http, nor by older browsers.
		$site = $server['HTTP_SEC_FETCH_SITE'] ?? 'same-origin';
		if ( ! is_string( $origin ) || 'same-origin' !== $site || '' === $origin ) {
			return null;
		}
		return self::origin( $home ) === $origin ? $origin : null;
	}

	/**
	 * The same of the request that is being answered.
	 */
	public static function of_request(): ?string {
		return self::of( $_SERVER, home_url( '/' ) );
	}

	/**
	 * Scheme, host and port of an address, as browsers spell an origin.
	 *
	 * @param string $address An address.
	 */
	public static function origin( string $address ): string {
		$parts   = (array) wp_parse_url( strtolower( $address ) );
		$scheme  = (string) ( $parts['scheme'] ?? 'https' );
		$default = 'https' === $scheme ? 443 : 80;
		$port    = (int) ( $parts['port'] ?? $default );
		return $scheme . '://' . ( $parts['host'] ?? '' ) . ( $port === $default ? '' : ":{$port}" );
	}
}
