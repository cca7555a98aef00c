<?php
/**
 * When to try again.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Pauses that grow, with a spread: a thousand shops that lost the same connector do not come back in one second. Pure
 * but for chance.
 */
final class Backoff {

	private const FIRST   = 30;
	private const LONGEST = 3600;

	/**
	 * A first look for Alter's answer; the connector sends within a second when Alter is free.
	 */
	private const FIRST_LOOK   = 5;
	private const LONGEST_LOOK = 900;

	/**
	 * Seconds until something that did not get through goes out again: 30 s, doubled each time, at most an hour; by
	 * half to the whole of it. What the connector named is never undercut.
	 *
	 * @param int      $attempts    Tries so far, 1 for the first.
	 * @param int|null $retry_after Seconds that the connector named.
	 */
	public static function after_failure( int $attempts, ?int $retry_after = null ): int {
		$longest = min( self::LONGEST, self::FIRST * 2 ** min( 10, max( 0, $attempts - 1 ) ) );
		$pause   = random_int( intdiv( $longest, 2 ), $longest );
		return null === $retry_after ? $pause : $retry_after + random_int( 0, max( 1, intdiv( $pause, 4 ) ) );
	}

	/**
	 * Seconds until Alter's answer is looked for again: 5 s, doubled, at most 15 minutes.
	 *
	 * @param int $looks How often it was not there.
	 */
	public static function before_look( int $looks ): int {
		return min( self::LONGEST_LOOK, self::FIRST_LOOK * 2 ** min( 10, max( 0, $looks ) ) );
	}
}
