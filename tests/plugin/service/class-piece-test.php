<?php
/**
 * Pieces of files.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Piece;
use PHPUnit\Framework\TestCase;

/**
 * What an answer's headers say of the bytes.
 */
final class Piece_Test extends TestCase {

	/**
	 * A piece, or a whole of a known length.
	 *
	 * @testWith [206, "bytes 4-9/100", "6", 4, 100]
	 *           [200, "", "100", 0, 100]
	 * @param int    $status Of the answer.
	 * @param string $range  Its `Content-Range`.
	 * @param string $length Its `Content-Length`.
	 * @param int    $start  The first byte.
	 * @param int    $total  Of how many.
	 */
	public function test_it_reads( int $status, string $range, string $length, int $start, int $total ): void {
		$piece = Piece::of( $status, $range, $length, '"e-1"' );
		self::assertNotNull( $piece );
		self::assertSame( array( $start, $total, '"e-1"' ), array( $piece->start, $piece->total, $piece->etag ) );
	}

	/**
	 * Everything else is no piece.
	 *
	 * @testWith [206, "bytes 4-9/*", "6", "\"e\""]
	 *           [206, "bytes 9-4/100", "6", "\"e\""]
	 *           [206, "bytes 4-100/100", "6", "\"e\""]
	 *           [206, "", "6", "\"e\""]
	 *           [200, "", "", "\"e\""]
	 *           [200, "", "-5", "\"e\""]
	 *           [404, "", "6", "\"e\""]
	 *           [200, "", "6", ""]
	 *           [200, "", "6", "W/\"e\""]
	 *           [200, "", "6", "\"a\"\r\nb\""]
	 * @param int    $status Of the answer.
	 * @param string $range  Its `Content-Range`.
	 * @param string $length Its `Content-Length`.
	 * @param string $etag   Its `ETag`.
	 */
	public function test_it_refuses( int $status, string $range, string $length, string $etag ): void {
		self::assertNull( Piece::of( $status, $range, $length, $etag ) );
	}
}
