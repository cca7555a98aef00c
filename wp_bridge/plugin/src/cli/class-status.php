<?php
/**
 * `wp alter status`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Care\Facts;
use AlterConnector\Parts;

/**
 * What this site knows, without asking anybody.
 */
final class Status {

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Shows the connection, the bindings and the settings. Calls nobody.
	 *
	 * ## OPTIONS
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
	 *     wp alter status --format=json
	 *
	 * @param list<string>          $args    None.
	 * @param array<string, string> $options As above.
	 */
	public function __invoke( array $args, array $options ): void {
		unset( $args );
		$items = array();
		foreach ( ( new Facts( $this->parts ) )->all() as $key => $fact ) {
			$items[] = array(
				'field' => $key,
				'name'  => $fact['label'],
				'value' => $fact['value'],
			);
		}
		\WP_CLI\Utils\format_items( $options['format'] ?? 'table', $items, array( 'field', 'name', 'value' ) );
	}
}
