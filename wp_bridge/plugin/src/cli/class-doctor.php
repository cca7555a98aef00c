<?php
/**
 * `wp alter doctor`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Checks\Result;
use AlterConnector\Parts;

/**
 * All checks, one after the other.
 */
final class Doctor {

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Runs every check and says what to do. Ends with 1 when something does not work.
	 *
	 * ## OPTIONS
	 *
	 * [--local]
	 * : Only what can be found out without calling anybody.
	 *
	 * [--format=<format>]
	 * : How to print it.
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
	 *     wp alter doctor
	 *
	 * @param list<string>               $args    None.
	 * @param array<string, string|bool> $options As above.
	 */
	public function __invoke( array $args, array $options ): void {
		unset( $args );
		$checklist = new Checklist( $this->parts );
		$findings  = new Findings();
		$items     = array();
		$is_broken = false;
		$is_local  = \WP_CLI\Utils\get_flag_value( $options, 'local', false );
		if ( ! $is_local ) {
			// Whoever types this does not want to hear that the last calls failed.
			$this->parts->breaker->reset();
		}
		foreach ( $is_local ? $checklist->local() : $checklist->all() as $id => $check ) {
			$result    = $findings->run( $check );
			$is_broken = $is_broken || Result::CRITICAL === $result->level;
			$items[]   = array(
				'check'  => $id,
				'level'  => $result->level,
				'text'   => trim( "{$result->text} {$result->more}" ),
				'action' => $result->action,
			);
		}
		\WP_CLI\Utils\format_items( (string) ( $options['format'] ?? 'table' ), $items, array( 'check', 'level', 'text', 'action' ) );
		if ( $is_broken ) {
			\WP_CLI::halt( 1 );
		}
	}
}
