<?php
/**
 * Which bytes of a file a browser asks for.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * One range of RFC 9110. Several at once, and what can not be read, are answered with the whole file, as the RFC allows.
 */
final class Byte_Range {

	/**
	 * Built by `of`.
	 *
	 * @param int $status 200, 206 or 416.
	 * @param int $start  The first byte.
	 * @param int $length How many.
	 */
	private function __construct( public int $status, public int $start, public int $length ) {}

	/**
	 * What a request means.
	 *
	 * @param string $header   `Range`; empty for none.
	 * @param string $if_range `If-Range`; empty for none.
	 * @param string $etag     The file's.
	 * @param int    $size     The file's length.
	 */
	public static function of( string $header, string $if_range, string $etag, int $size ): self {
		$whole = new self( 200, 0, $size );
		if ( ( '' !== $if_range && $if_range !== $etag ) || 1 !== preg_match( '/^bytes=(\d{0,15})-(\d{0,15})$/D', trim( $header ), $found ) ) {
			return $whole;
		}
		list( , $first, $last ) = $found;
		if ( '' === $first && '' === $last ) {
			return $whole;
		}
		$start = '' === $first ? max( 0, $size - (int) $last ) : (int) $first;
		$end   = '' === $first || '' === $last ? $size - 1 : min( (int) $last, $size - 1 );
		if ( '' !== $first && '' !== $last && (int) $last < (int) $first ) {
			return $whole;
		}
		if ( $start >= $size || ( '' === $first && 0 === (int) $last ) ) {
			return new self( 416, 0, 0 );
		}
		return new self( 206, $start, $end - $start + 1 );
	}
}
