<?php
/**
 * A minute and a half passes for the shop's jobs: what is due by then is due now, and WP-Cron's own lock is ours.
 * Prints the lock, with which wp-cron.php is to be called.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

global $wpdb;
foreach ( array( 'scheduled_date_gmt', 'scheduled_date_local' ) as $column ) {
	$wpdb->query( $wpdb->prepare( "UPDATE %i SET %i = DATE_SUB(%i, INTERVAL 90 SECOND) WHERE hook IN ('alter_connector_flush', 'alter_connector_orders', 'alter_connector_designs') AND status = 'pending'", $wpdb->prefix . 'actionscheduler_actions', $column, $column ) );
}
foreach ( array( 'bindings', 'order_events' ) as $name ) {
	$wpdb->query( $wpdb->prepare( 'UPDATE %i SET next_attempt_at = DATE_SUB(next_attempt_at, INTERVAL 90 SECOND) WHERE next_attempt_at IS NOT NULL', "{$wpdb->prefix}alter_connector_{$name}" ) );
}
$wpdb->query( $wpdb->prepare( 'UPDATE %i SET next_at = DATE_SUB(next_at, INTERVAL 90 SECOND) WHERE next_at IS NOT NULL', "{$wpdb->prefix}alter_connector_designs" ) );

$queue = array( 'WP Cron' );
wp_clear_scheduled_hook( 'action_scheduler_run_queue', $queue );
wp_schedule_event( time() - 1, 'every_minute', 'action_scheduler_run_queue', $queue );
$lock = sprintf( '%.22F', microtime( true ) );
set_transient( 'doing_cron', $lock );
echo $lock;
