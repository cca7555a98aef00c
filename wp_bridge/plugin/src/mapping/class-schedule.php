<?php
/**
 * When the job runs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

/**
 * One action of Action Scheduler without arguments sends whatever is due; never one per product, since an import of
 * 20,000 products would bury every other plugin's actions. Two recurring ones wake it: when a wake-up was lost, and
 * each night for the comparison.
 */
final class Schedule {

	public const GROUP   = 'alter-connector';
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
	 * Not with Action Scheduler's `unique`: that counts the action that is running too, so that neither a job could
	 * call its successor nor a change made while it runs be sure of one. Only waiting ones count here; two requests
	 * may then schedule one each, which costs an empty run.
	 *
	 * @param int $seconds From now.
	 */
	public function wake( int $seconds = self::COALESCE ): void {
		if ( ! self::is_ready() ) {
			return;
		}
		$at      = time() + $seconds;
		$waiting = as_get_scheduled_actions(
			array(
				'hook'         => self::FLUSH,
				'group'        => self::GROUP,
				'status'       => \ActionScheduler_Store::STATUS_PENDING,
				'date'         => as_get_datetime_object( $at ),
				'date_compare' => '<=',
				'per_page'     => 1,
			),
			'ids'
		);
		if ( ! $waiting ) {
			as_schedule_single_action( $at, self::FLUSH, array(), self::GROUP );
		}
	}

	/**
	 * The recurring ones exist. Each is scheduled only where it is missing.
	 */
	public function keep_up(): void {
		if ( ! self::is_ready() ) {
			return;
		}
		if ( ! as_has_scheduled_action( self::SWEEP, array(), self::GROUP ) ) {
			as_schedule_recurring_action( time() + self::SWEEP_EVERY, self::SWEEP_EVERY, self::SWEEP, array(), self::GROUP, true );
		}
		if ( ! as_has_scheduled_action( self::COMPARE, array(), self::GROUP ) ) {
			as_schedule_recurring_action( self::tonight(), DAY_IN_SECONDS, self::COMPARE, array(), self::GROUP, true );
		}
	}

	/**
	 * Nothing of ours runs any more.
	 */
	public function stop(): void {
		if ( ! self::is_ready() ) {
			return;
		}
		foreach ( array( self::FLUSH, self::SWEEP, self::COMPARE ) as $hook ) {
			as_unschedule_all_actions( $hook, array(), self::GROUP );
		}
	}

	/**
	 * Between one and five in the shop's night, each shop at its own minute: the connector serves many.
	 */
	private static function tonight(): int {
		$start = current_datetime()->setTime( 1, 0 )->getTimestamp() + wp_rand( 0, 4 * HOUR_IN_SECONDS );
		return $start > time() ? $start : $start + DAY_IN_SECONDS;
	}

	/**
	 * Action Scheduler can be asked. It can not before `init`, nor while WordPress is being installed.
	 */
	private static function is_ready(): bool {
		return class_exists( \ActionScheduler::class, false ) && \ActionScheduler::is_initialized();
	}
}
