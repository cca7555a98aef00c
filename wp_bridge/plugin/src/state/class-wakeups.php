<?php
/**
 * When the plugin's jobs run.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The one way into Action Scheduler's queue for jobs that are woken or recur: actions without arguments, each of which
 * does whatever is due. Before `init`, and while WordPress is being installed, the queue can not be asked: nothing
 * happens then, and the recurring ones are missing until the next look.
 */
final class Wakeups {

	/**
	 * A job runs in some seconds, or sooner when it is due sooner.
	 *
	 * Not with Action Scheduler's `unique`: that counts the action that is running too, so that neither a job could
	 * call its successor nor a change made while it runs be sure of one. Only waiting ones count here; two requests
	 * may then schedule one each, which costs an empty run.
	 *
	 * @param string $hook    The job.
	 * @param int    $seconds From now.
	 */
	public static function wake( string $hook, int $seconds ): void {
		if ( ! self::is_ready() ) {
			return;
		}
		$at      = time() + $seconds;
		$waiting = as_get_scheduled_actions(
			array(
				'hook'         => $hook,
				'group'        => Jobs::GROUP,
				'status'       => \ActionScheduler_Store::STATUS_PENDING,
				'date'         => as_get_datetime_object( $at ),
				'date_compare' => '<=',
				'per_page'     => 1,
			),
			'ids'
		);
		if ( ! $waiting ) {
			as_schedule_single_action( $at, $hook, array(), Jobs::GROUP );
		}
	}

	/**
	 * A job recurs; scheduled only where it is missing.
	 *
	 * @param string $hook  The job.
	 * @param int    $first Unix seconds of its first run.
	 * @param int    $every Seconds between runs.
	 */
	public static function recur( string $hook, int $first, int $every ): void {
		if ( self::is_ready() && ! as_has_scheduled_action( $hook, array(), Jobs::GROUP ) ) {
			as_schedule_recurring_action( $first, $every, $hook, array(), Jobs::GROUP, true );
		}
	}

	/**
	 * Jobs do not run any more.
	 *
	 * @param string ...$hooks The jobs.
	 */
	public static function stop( string ...$hooks ): void {
		foreach ( self::is_ready() ? $hooks : array() as $hook ) {
			as_unschedule_all_actions( $hook, array(), Jobs::GROUP );
		}
	}

	/**
	 * Whether Action Scheduler can be asked.
	 */
	private static function is_ready(): bool {
		return class_exists( \ActionScheduler::class, false ) && \ActionScheduler::is_initialized();
	}
}
