<?php
/**
 * Whether mappings arrive at Alter.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror;

/**
 * What waits, and when Alter last confirmed something.
 */
final class Progress extends Check {

	private const LONG = HOUR_IN_SECONDS;

	/**
	 * Built by the list.
	 *
	 * @param Mirror $mirror What is known of the bindings.
	 */
	public function __construct( private Mirror $mirror ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'sync';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Last sync', 'alter-connector' );
	}

	/**
	 * Looks at the local table.
	 */
	public function run(): Result {
		$counts  = $this->mirror->counts();
		$waiting = $counts[ Binding_Row::QUEUED ] + $counts[ Binding_Row::SENDING ] + $counts[ Binding_Row::PENDING ];
		$last    = $this->mirror->last_synced();
		if ( 0 === $waiting ) {
			return Result::good(
				null === $last
					? __( 'Nothing waits to be synced.', 'alter-connector' )
					/* translators: %s: a duration such as "5 minutes". */
					: sprintf( __( 'Everything is synced; the last change arrived %s ago.', 'alter-connector' ), human_time_diff( $last, time() ) )
			);
		}
		/* translators: %s: a number. */
		$text   = sprintf( _n( '%s binding is on its way to Alter.', '%s bindings are on their way to Alter.', $waiting, 'alter-connector' ), number_format_i18n( $waiting ) );
		$oldest = $this->mirror->oldest_waiting();
		if ( null === $oldest || $oldest > time() - self::LONG ) {
			return Result::good( $text );
		}
		return Result::recommended(
			$text,
			/* translators: %s: a duration such as "2 hours". */
			sprintf( __( 'One of them has been waiting for %s.', 'alter-connector' ), human_time_diff( $oldest, time() ) ),
			__( 'See that the connector answers and that scheduled jobs run.', 'alter-connector' ),
			admin_url( 'admin.php?page=alter-connector-bindings' )
		);
	}
}
