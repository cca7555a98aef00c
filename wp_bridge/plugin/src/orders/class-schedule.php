<?php
/**
 * When the jobs of orders run.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Wakeups;

/**
 * One action of Action Scheduler without arguments does whatever is due, and one that recurs looks for what was missed.
 */
final class Schedule {

	public const RUN   = 'alter_connector_orders';
	public const SWEEP = 'alter_connector_orders_sweep';

	/**
	 * A payment changes an order several times within seconds; together they are one event.
	 */
	public const COALESCE = 10;

	private const SWEEP_EVERY = 15 * MINUTE_IN_SECONDS;

	/**
	 * The job runs in some seconds, or sooner when it is due sooner.
	 *
	 * @param int $seconds From now.
	 */
	public function wake( int $seconds = self::COALESCE ): void {
		Wakeups::wake( self::RUN, $seconds );
	}

	/**
	 * The recurring one exists.
	 */
	public function keep_up(): void {
		Wakeups::recur( self::SWEEP, time() + self::SWEEP_EVERY, self::SWEEP_EVERY );
	}

	/**
	 * Nothing of it runs any more.
	 */
	public function stop(): void {
		Wakeups::stop( self::RUN, self::SWEEP );
	}
}
