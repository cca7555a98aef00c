<?php
/**
 * A piece of a file that the connector sent.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * What came with the bytes, which are on the disk.
 */
final class Piece {

	/**
	 * Built by the client.
	 *
	 * @param int    $start Where in the file it begins.
	 * @param int    $total How long the whole file is.
	 * @param string $etag  Which version of it.
	 */
	public function __construct( public int $start, public int $total, public string $etag ) {}

	/**
	 * From an answer's headers; null for what is no piece of a file of a known length.
	 *
	 * @param int    $status 200 or 206.
	 * @param string $range  `Content-Range`; empty for none.
	 * @param string $length `Content-Length`; empty for none.
	 * @param string $etag   `ETag`.
	 */
	public static function of( int $status, string $range, string $length, string $etag ): ?self {
		if ( 1 !== preg_match( '/^"[\x21\x23-\x7e]{1,98}"$/D', $etag ) ) {
			return null;
		}
		if ( 206 === $status && 1 === preg_match( '~^bytes (\d{1,15})-(\d{1,15})/(\d{1,15})$~D', $range, $found ) && (int) $found[1] <= (int) $found[2] && (int) $found[2] < (int) $found[3] ) {
			return new self( (int) $found[1], (int) $found[3], $etag );
		}
		return 200 === $status && 1 === preg_match( '/^\d{1,15}$/D', $length ) ? new self( 0, (int) $length, $etag ) : null;
	}
}
