<?php
/**
 * When to try again.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Backoff;
use PHPUnit\Framework\TestCase;

/**
 * Pauses grow, spread, end, and obey.
 */
final class Backoff_Test extends TestCase {

	/**
	 * Between half and the whole of 30 s, doubled, at most an hour.
	 *
	 * @testWith [0, 15, 30]
	 *           [1, 15, 30]
	 *           [2, 30, 60]
	 *           [5, 240, 480]
	 *           [8, 1800, 3600]
	 *           [500, 1800, 3600]
	 * @param int $attempts Tries.
	 * @param int $least    Seconds.
	 * @param int $most     Seconds.
	 */
	public function test_pauses_grow_within_bounds( int $attempts, int $least, int $most ): void {
		for ( $i = 0; $i < 100; $i++ ) {
			$pause = Backoff::after_failure( $attempts );
			self::assertGreaterThanOrEqual( $least, $pause );
			self::assertLessThanOrEqual( $most, $pause );
		}
	}

	/**
	 * A hundred shops do not come back in one second.
	 */
	public function test_pauses_spread(): void {
		$pauses = array_map( static fn(): int => Backoff::after_failure( 8 ), range( 1, 100 ) );
		self::assertGreaterThan( 50, count( array_unique( $pauses ) ) );
	}

	/**
	 * What the connector named is never undercut, however long, and not stretched beyond a quarter of our own pause.
	 */
	public function test_retry_after_is_obeyed(): void {
		for ( $i = 0; $i < 100; $i++ ) {
			self::assertContains( Backoff::after_failure( 1, 7 ), range( 7, 15 ) );
			self::assertGreaterThanOrEqual( 9000, Backoff::after_failure( 1, 9000 ) );
		}
	}

	/**
	 * Looks for Alter's answer: soon at first, a quarter of an hour apart in the end.
	 */
	public function test_looks(): void {
		self::assertSame( array( 5, 10, 20, 40, 900, 900 ), array_map( array( Backoff::class, 'before_look' ), array( 0, 1, 2, 3, 10, 999 ) ) );
	}
}
