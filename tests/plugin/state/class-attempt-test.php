<?php
/**
 * An attempt to connect.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Attempt;
use PHPUnit\Framework\TestCase;

/**
 * Open to one person for ten minutes.
 */
final class Attempt_Test extends TestCase {

	/**
	 * Who may finish it, and when.
	 *
	 * @testWith [7, 1999, true]
	 *           [7, 2000, false]
	 *           [8, 1999, false]
	 *           [0, 1999, false]
	 * @param int  $user Who comes back.
	 * @param int  $now  When.
	 * @param bool $is   Whether it is open.
	 */
	public function test_it_is_open_to_its_owner_in_time( int $user, int $now, bool $is ): void {
		self::assertSame( $is, ( new Attempt( 7, 'cn_1', 'secret', 2000 ) )->is_open_to( $user, $now ) );
	}

	/**
	 * An attempt of nobody is nobody's, not everybody's.
	 */
	public function test_an_attempt_of_nobody_is_open_to_nobody(): void {
		self::assertFalse( ( new Attempt( 0, 'cn_1', 'secret', 2000 ) )->is_open_to( 0, 1 ) );
	}

	/**
	 * Through the option and back; anything else is none.
	 */
	public function test_it_survives_its_row(): void {
		$attempt = new Attempt( 7, 'cn_1', 'secret', 2000 );
		self::assertEquals( $attempt, Attempt::from_row( $attempt->to_row() ) );
		self::assertNull( Attempt::from_row( null ) );
		self::assertNull( Attempt::from_row( array( 'user' => '7' ) + $attempt->to_row() ) );
		self::assertNull( Attempt::from_row( array( 'user' => 7 ) ) );
	}
}
