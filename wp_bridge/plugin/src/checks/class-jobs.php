<?php
/**
 * Whether scheduled jobs run.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Jobs as Queue;

/**
 * "Pending for ever" is what people see when WP-Cron sleeps; here it is said.
 */
final class Jobs extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Queue $queue Knows how long jobs wait.
	 */
	public function __construct( private Queue $queue ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'jobs';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Scheduled jobs', 'alter-connector' );
	}

	/**
	 * Looks at the job that waits longest.
	 */
	public function run(): Result {
		$since = $this->queue->stuck_since( time() );
		if ( null === $since ) {
			return Result::good( __( 'Scheduled jobs run in time.', 'alter-connector' ) );
		}
		$is_off = defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON;
		return Result::critical(
			/* translators: %s: a duration such as "2 hours". */
			sprintf( __( 'Scheduled jobs do not run: one has been waiting for %s.', 'alter-connector' ), human_time_diff( $since, time() ) ),
			$is_off
				? __( 'WP-Cron is switched off in wp-config.php (DISABLE_WP_CRON), and no other cron calls it.', 'alter-connector' )
				: __( 'WordPress starts them when somebody visits the shop; a cache or a firewall can prevent that.', 'alter-connector' ),
			__( 'Ask your host for a cron job that calls wp-cron.php every five minutes. Until then, run the waiting ones in WooCommerce > Status > Scheduled Actions.', 'alter-connector' ),
			admin_url( 'admin.php?page=wc-status&tab=action-scheduler&status=pending&s=alter_connector' )
		);
	}
}
