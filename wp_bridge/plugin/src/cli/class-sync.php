<?php
/**
 * `wp alter sync`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Parts;
use AlterConnector\State\Binding_Row;

/**
 * Sends what is due, now and here.
 */
final class Sync {

	private const PAUSE = 2;

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Sends changed bindings to Alter, and says how far they came.
	 *
	 * ## OPTIONS
	 *
	 * [--all]
	 * : Everything that is mapped, whether it changed or not.
	 *
	 * [--wait]
	 * : Until Alter has confirmed or refused all of it. Ends with 1 when something was refused, or is left.
	 *
	 * [--timeout=<seconds>]
	 * : How long to wait.
	 * ---
	 * default: 600
	 * ---
	 *
	 * [--format=<format>]
	 * : How to print the result.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter sync --wait
	 *
	 * @param list<string>               $args    None.
	 * @param array<string, string|bool> $options As above.
	 */
	public function __invoke( array $args, array $options ): void {
		unset( $args );
		if ( ! $this->parts->standing->may_write() ) {
			\WP_CLI::error( __( 'Nothing can be sent as this shop stands now. What to do: wp alter doctor', 'alter-connector' ) );
		}
		$this->parts->breaker->reset();
		if ( \WP_CLI\Utils\get_flag_value( $options, 'all', false ) ) {
			$this->parts->mirror->resend_all();
		}
		$is_waiting = (bool) \WP_CLI\Utils\get_flag_value( $options, 'wait', false );
		$left       = $this->send( $is_waiting ? time() + max( 1, (int) ( $options['timeout'] ?? 600 ) ) : 0 );
		$counts     = $this->parts->mirror->counts();
		$items      = array();
		foreach ( $counts as $state => $count ) {
			$items[] = array(
				'state'    => $state,
				'bindings' => $count,
			);
		}
		\WP_CLI\Utils\format_items( (string) ( $options['format'] ?? 'table' ), $items, array( 'state', 'bindings' ) );
		if ( $is_waiting && ( $left > 0 || $counts[ Binding_Row::FAILED ] > 0 ) ) {
			\WP_CLI::halt( 1 );
		}
	}

	/**
	 * Runs the job that sends, again until nothing is under way or the time is over.
	 *
	 * @param int $until Unix seconds; 0 for one run.
	 * @return int How many are still under way.
	 */
	private function send( int $until ): int {
		do {
			// The same job that Action Scheduler runs; it claims its rows, so both may run at once.
			do_action( 'alter_connector_flush' ); // phpcs:ignore WooCommerce.Commenting.CommentHooks.MissingHookComment -- Not a hook for others.
			$left    = $this->under_way();
			$is_over = 0 === $left || time() + self::PAUSE >= $until || ! $this->parts->standing->may_write();
			if ( ! $is_over ) {
				/* translators: %s: a number. */
				\WP_CLI::log( sprintf( _n( '%s binding is on its way.', '%s bindings are on their way.', $left, 'alter-connector' ), number_format_i18n( $left ) ) );
				sleep( self::PAUSE );
			}
		} while ( ! $is_over );
		return $left;
	}

	/**
	 * How many bindings Alter has not answered for.
	 */
	private function under_way(): int {
		$counts = $this->parts->mirror->counts();
		return $counts[ Binding_Row::QUEUED ] + $counts[ Binding_Row::SENDING ] + $counts[ Binding_Row::PENDING ];
	}
}
