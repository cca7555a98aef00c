<?php
/**
 * When the jobs of orders run.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Jobs;

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
	 * Not with Action Scheduler's `unique`: that counts the action that is running too, so that neither a job could call
	 * its successor nor an order that changes while it runs be sure of one.
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
				'hook'         => self::RUN,
				'group'        => Jobs::GROUP,
				'status'       => \ActionScheduler_Store::STATUS_PENDING,
				'date'         => as_get_datetime_object( $at ),
				'date_compare' => '<=',
				'per_page'     => 1,
			),
			'ids'
		);
		if ( ! $waiting ) {
			as_schedule_single_action( $at, self::RUN, array(), Jobs::GROUP );
		}
	}

	/**
	 * The recurring one exists.
	 */
	public function keep_up(): void {
		if ( self::is_ready() && ! as_has_scheduled_action( self::SWEEP, array(), Jobs::GROUP ) ) {
			as_schedule_recurring_action( time() + self::SWEEP_EVERY, self::SWEEP_EVERY, self::SWEEP, array(), Jobs::GROUP, true );
		}
	}

	/**
	 * Nothing of it runs any more.
	 */
	public function stop(): void {
		if ( self::is_ready() ) {
			as_unschedule_all_actions( self::RUN, array(), Jobs::GROUP );
			as_unschedule_all_actions( self::SWEEP, array(), Jobs::GROUP );
		}
	}

	/**
	 * Action Scheduler can be asked. It can not before `init`, nor while WordPress is being installed.
	 */
	private static function is_ready(): bool {
		return class_exists( \ActionScheduler::class, false ) && \ActionScheduler::is_initialized();
	}
}
