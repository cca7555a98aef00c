<?php
/**
 * The picture of a line in the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * The claim names a picture of the design at the connector, under a signed address that ends after a day or two. The
 * browser loads it; nobody is asked here. Where it is over, or the page may not load it, WooCommerce's own stays. Pure.
 */
final class Picture {

	/**
	 * The address that a page may show; null for none.
	 *
	 * @param Line $line      The line.
	 * @param int  $now       Unix seconds.
	 * @param bool $is_secure Whether the page is https: then a plain http picture would be blocked or complained of.
	 */
	public static function of( Line $line, int $now, bool $is_secure ): ?string {
		$url = $line->picture_url;
		if ( null === $url || ( $is_secure && ! str_starts_with( strtolower( $url ), 'https://' ) ) ) {
			return null;
		}
		return self::ends( $url ) > $now ? $url : null;
	}

	/**
	 * When an address ends, in Unix seconds; 0 when it does not say.
	 *
	 * @param string $url The address: `…/v1.<base64url of [expiry, …]>.<signature>`.
	 */
	private static function ends( string $url ): int {
		if ( 1 !== preg_match( '~/v1\.([A-Za-z0-9_-]{1,1000})\.[A-Za-z0-9_-]+$~D', $url, $found ) ) {
			return 0;
		}
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- A date.
		$fields = json_decode( (string) base64_decode( strtr( $found[1], '-_', '+/' ), true ), true );
		return is_array( $fields ) && is_int( $fields[0] ?? null ) ? $fields[0] : 0;
	}
}
