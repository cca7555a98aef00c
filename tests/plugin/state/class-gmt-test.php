<?php
/**
 * Times of the tables.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Gmt;
use PHPUnit\Framework\TestCase;

/**
 * GMT whatever zone PHP is set to.
 */
final class Gmt_Test extends TestCase {

	/**
	 * There and back, in a zone with a summer of its own.
	 */
	public function test_there_and_back_in_any_zone(): void {
		$zone = date_default_timezone_get();
		date_default_timezone_set( 'America/New_York' ); // phpcs:ignore WordPress.DateTime.RestrictedFunctions -- What is tested.
		try {
			foreach ( array( 0, 1793750400, 1793757600 ) as $seconds ) {
				self::assertSame( $seconds, Gmt::seconds( Gmt::text( $seconds ) ) );
			}
			self::assertSame( '1970-01-01 00:00:00', Gmt::text( 0 ) );
		} finally {
			date_default_timezone_set( $zone ); // phpcs:ignore WordPress.DateTime.RestrictedFunctions -- What is tested.
		}
	}

	/**
	 * The contract's times, and what is none.
	 */
	public function test_what_others_write(): void {
		self::assertSame( 1780308000, Gmt::seconds( '2026-06-01T10:00:00Z' ) );
		self::assertSame( 1780308000, Gmt::seconds( '2026-06-01T12:00:00.250000+02:00' ) );
		foreach ( array( null, '', 'soon', 12, array(), true ) as $odd ) {
			self::assertNull( Gmt::seconds( $odd ) );
		}
	}
}
