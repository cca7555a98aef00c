<?php
/**
 * The path of an address.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * Writes paths anew, so that one place has one spelling.
 */
final class Url_Path {

	private const LONGEST = 2048;

	/**
	 * The path with each segment decoded once, judged and encoded anew.
	 *
	 * @param string $path Empty, or with a slash at its start.
	 * @throws Unusable_Url For dots and hidden slashes: a server resolves them later, and the path is another then.
	 */
	public static function clean( string $path ): string {
		if ( preg_match( '/%(?![0-9A-Fa-f]{2})/', $path ) ) {
			throw new Unusable_Url( Unusable_Url::PATH );
		}
		$segments = array_slice( explode( '/', rtrim( $path, '/' ) ), 1 );
		$cleaned  = '/' . implode( '/', array_map( array( self::class, 'clean_segment' ), $segments ) );
		if ( strlen( $cleaned ) > self::LONGEST ) {
			throw new Unusable_Url( Unusable_Url::PATH );
		}
		return $cleaned;
	}

	/**
	 * One segment.
	 *
	 * @param string $segment As it was written.
	 * @throws Unusable_Url For one that is none.
	 */
	private static function clean_segment( string $segment ): string {
		$decoded = rawurldecode( $segment );
		if ( in_array( $decoded, array( '', '.', '..' ), true ) || ! preg_match( '~^[^/\\\\\p{Cc}]+$~Du', $decoded ) ) {
			throw new Unusable_Url( Unusable_Url::PATH );
		}
		// RFC 3986 allows these in a segment as they are.
		return (string) preg_replace_callback(
			'/%(?:2[146789ABC]|3[ABD]|40)/',
			static fn( array $escaped ): string => rawurldecode( $escaped[0] ),
			rawurlencode( $decoded )
		);
	}
}
