<?php
/**
 * How long scheduled jobs wait.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Reads the plugin's own jobs in Action Scheduler's queue. One of them recurs every 15 minutes, so while the shop is
 * connected the queue is never empty, and an old due date means that nobody runs it.
 */
final class Jobs_Due {

	public const GROUP = 'alter-connector';

	private const PATIENCE = 30 * MINUTE_IN_SECONDS;

	/**
	 * When the longest waiting job was due, in Unix seconds; null while none waits for more than half an hour.
	 *
	 * @param int $now Unix seconds.
	 */
	public function stuck_since( int $now ): ?int {
		if ( ! function_exists( 'as_get_scheduled_actions' ) || ! \ActionScheduler::is_initialized() ) {
			return null;
		}
		$found = as_get_scheduled_actions(
			array(
				'group'        => self::GROUP,
				'status'       => \ActionScheduler_Store::STATUS_PENDING,
				'date'         => gmdate( 'Y-m-d H:i:s', $now - self::PATIENCE ),
				'date_compare' => '<=',
				'orderby'      => 'date',
				'order'        => 'ASC',
				'per_page'     => 1,
			),
			'ids'
		);
		$first = reset( $found );
		return false === $first ? null : \ActionScheduler::store()->get_date( $first )->getTimestamp();
	}
}
