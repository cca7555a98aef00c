<?php
/**
 * When the job runs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Wakeups;

/**
 * One action of Action Scheduler without arguments sends whatever is due; never one per product, since an import of
 * 20,000 products would bury every other plugin's actions. Two recurring ones wake it: when a wake-up was lost, and
 * each night for the comparison.
 */
final class Schedule {

	public const FLUSH   = 'alter_connector_flush';
	public const SWEEP   = 'alter_connector_sweep';
	public const COMPARE = 'alter_connector_compare';

	/**
	 * Changes that come one after the other go out together.
	 */
	public const COALESCE = 30;

	private const SWEEP_EVERY = 15 * MINUTE_IN_SECONDS;

	/**
	 * The job runs in some seconds, or sooner when it is due sooner.
	 *
	 * @param int $seconds From now.
	 */
	public function wake( int $seconds = self::COALESCE ): void {
		Wakeups::wake( self::FLUSH, $seconds );
	}

	/**
	 * The recurring ones exist. Each is scheduled only where it is missing.
	 */
	public function keep_up(): void {
		Wakeups::recur( self::SWEEP, time() + self::SWEEP_EVERY, self::SWEEP_EVERY );
		Wakeups::recur( self::COMPARE, self::tonight(), DAY_IN_SECONDS );
	}

	/**
	 * Nothing of ours runs any more.
	 */
	public function stop(): void {
		Wakeups::stop( self::FLUSH, self::SWEEP, self::COMPARE );
	}

	/**
	 * Between one and five in the shop's night, each shop at its own minute: the connector serves many.
	 */
	private static function tonight(): int {
		$start = current_datetime()->setTime( 1, 0 )->getTimestamp() + wp_rand( 0, 4 * HOUR_IN_SECONDS );
		return $start > time() ? $start : $start + DAY_IN_SECONDS;
	}
}
