<?php
/**
 * Ranges of bytes.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

use AlterConnector\Protocol\Byte_Range;
use PHPUnit\Framework\TestCase;

/**
 * Of a file of 100 bytes.
 */
final class Byte_Range_Test extends TestCase {

	/**
	 * What is sent.
	 *
	 * @testWith ["", "", 200, 0, 100]
	 *           ["bytes=0-9", "", 206, 0, 10]
	 *           ["bytes=90-", "", 206, 90, 10]
	 *           ["bytes=-10", "", 206, 90, 10]
	 *           ["bytes=-1000", "", 206, 0, 100]
	 *           ["bytes=0-99999", "", 206, 0, 100]
	 *           ["bytes=99-99", "", 206, 99, 1]
	 *           ["bytes=100-", "", 416, 0, 0]
	 *           ["bytes=-0", "", 416, 0, 0]
	 *           ["bytes=9-1", "", 200, 0, 100]
	 *           ["bytes=-", "", 200, 0, 100]
	 *           ["bytes=0-1,5-6", "", 200, 0, 100]
	 *           ["lines=0-1", "", 200, 0, 100]
	 *           ["bytes=0-9", "\"e\"", 206, 0, 10]
	 *           ["bytes=0-9", "\"other\"", 200, 0, 100]
	 *           ["bytes=99999999999999999999-", "", 200, 0, 100]
	 * @param string $header   The request's `Range`.
	 * @param string $if_range The request's `If-Range`.
	 * @param int    $status   Of the answer.
	 * @param int    $start    The first byte.
	 * @param int    $length   How many.
	 */
	public function test_what_is_sent( string $header, string $if_range, int $status, int $start, int $length ): void {
		$range = Byte_Range::of( $header, $if_range, '"e"', 100 );
		self::assertSame( array( $status, $start, $length ), array( $range->status, $range->start, $range->length ) );
	}

	/**
	 * There is no byte of nothing.
	 */
	public function test_an_empty_file_has_no_range(): void {
		self::assertSame( 416, Byte_Range::of( 'bytes=0-', '', '"e"', 0 )->status );
	}
}
