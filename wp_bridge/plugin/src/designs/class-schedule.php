<?php
/**
 * When the jobs of local designs run.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\State\Wakeups;

/**
 * One action of Action Scheduler without arguments installs whatever is to be installed, in pieces that a shared host lets
 * it do; one that recurs keeps an eye on what is installed.
 */
final class Schedule {

	public const RUN   = 'alter_connector_designs';
	public const WATCH = 'alter_connector_designs_watch';

	private const WATCH_EVERY = 15 * MINUTE_IN_SECONDS;

	/**
	 * The job runs in some seconds, or sooner when it is due sooner.
	 *
	 * @param int $seconds From now.
	 */
	public function wake( int $seconds = 1 ): void {
		Wakeups::wake( self::RUN, $seconds );
	}

	/**
	 * The recurring one exists.
	 */
	public function keep_up(): void {
		Wakeups::recur( self::WATCH, time() + self::WATCH_EVERY, self::WATCH_EVERY );
	}

	/**
	 * The recurring one runs soon, too: the shop may speak with another connector by now.
	 */
	public function look_soon(): void {
		Wakeups::wake( self::WATCH, 5 );
	}

	/**
	 * Nothing of it runs any more.
	 */
	public function stop(): void {
		Wakeups::stop( self::RUN, self::WATCH );
	}
}
