<?php
/**
 * Spares a page the wait for a connector that does not answer.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * After three calls in a row that nobody answered, the next ones fail at once for a while: 30 s, then twice as long
 * each time, at most 15 minutes. One call may try in between. A refusal is an answer.
 */
final class Breaker {

	private const OPTION  = 'alter_connector_breaker';
	private const PATIENT = 3;
	private const FIRST   = 30;
	private const LONGEST = 900;

	/**
	 * Seconds until the next call may go out; 0 for now.
	 *
	 * @param int $now Unix seconds.
	 */
	public function wait( int $now ): int {
		return max( 0, $this->row()['until'] - $now );
	}

	/**
	 * A call was answered.
	 */
	public function answered(): void {
		if ( 0 !== $this->row()['failures'] ) {
			delete_option( self::OPTION );
		}
	}

	/**
	 * A call was not answered.
	 *
	 * @param int $now Unix seconds.
	 */
	public function failed( int $now ): void {
		$failures = $this->row()['failures'] + 1;
		$pause    = $failures < self::PATIENT ? 0 : min( self::LONGEST, self::FIRST * 2 ** min( 10, $failures - self::PATIENT ) );
		update_option(
			self::OPTION,
			array(
				'failures' => $failures,
				'until'    => $now + $pause,
			),
			false
		);
	}

	/**
	 * Somebody asked for a try now.
	 */
	public function reset(): void {
		delete_option( self::OPTION );
	}

	/**
	 * What is known of the last calls.
	 *
	 * @return array{failures: int, until: int}
	 */
	private function row(): array {
		$row = get_option( self::OPTION );
		$row = is_array( $row ) ? $row : array();
		return array(
			'failures' => (int) ( $row['failures'] ?? 0 ),
			'until'    => (int) ( $row['until'] ?? 0 ),
		);
	}
}
