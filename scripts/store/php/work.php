<?php
/**
 * Does what is scheduled and due, as WP-Cron would.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

for ( $i = 0; $i < 5; $i++ ) {
	ActionScheduler_QueueRunner::instance()->run( 'WP Cron' );
}
