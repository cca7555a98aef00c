<?php
/**
 * The plugin's jobs in Action Scheduler's queue.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- Action Scheduler can not be asked where WooCommerce is not loaded.

/**
 * Looks at the jobs as a whole; the rooms schedule them. One of them recurs every 15 minutes, so while the shop is
 * connected the queue is never empty, and an old due date means that nobody runs it.
 */
final class Jobs {

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

	/**
	 * Takes this site's waiting jobs out of the queue; with their past and its log, when nothing is to stay. By SQL: it
	 * happens while the plugin, and maybe WooCommerce, goes.
	 *
	 * @param bool $is_for_good Whether finished and failed ones go too.
	 */
	public static function erase( bool $is_for_good ): void {
		global $wpdb;
		$tables = array();
		foreach ( array( 'actions', 'groups', 'logs' ) as $name ) {
			$table = "{$wpdb->prefix}actionscheduler_{$name}";
			if ( $table !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) ) {
				return;
			}
			$tables[] = $table;
		}
		list( $actions, $groups, $logs ) = $tables;
		if ( ! $is_for_good ) {
			// Their log goes with them: no later deletion would find whose it was.
			$wpdb->query( $wpdb->prepare( "DELETE a, l FROM %i a JOIN %i g ON g.group_id = a.group_id LEFT JOIN %i l ON l.action_id = a.action_id WHERE g.slug = %s AND a.status = 'pending'", $actions, $groups, $logs, self::GROUP ) );
			return;
		}
		$wpdb->query( $wpdb->prepare( 'DELETE l FROM %i l JOIN %i a ON a.action_id = l.action_id JOIN %i g ON g.group_id = a.group_id WHERE g.slug = %s', $logs, $actions, $groups, self::GROUP ) );
		$wpdb->query( $wpdb->prepare( 'DELETE a FROM %i a JOIN %i g ON g.group_id = a.group_id WHERE g.slug = %s', $actions, $groups, self::GROUP ) );
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE slug = %s', $groups, self::GROUP ) );
	}
}
