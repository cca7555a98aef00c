<?php
/**
 * `wp alter disconnect`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Connect\Flows;
use AlterConnector\Connect\Left_Behind;
use AlterConnector\Parts;

/**
 * Ends the connection. Always succeeds on this site.
 */
final class Disconnect {

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Disconnects this shop from Alter, and says what stays there. Mappings of products stay here.
	 *
	 * ## OPTIONS
	 *
	 * [--bindings=<what>]
	 * : What becomes of the bindings at Alter.
	 * ---
	 * default: keep
	 * options:
	 *   - keep
	 *   - deactivate
	 * ---
	 *
	 * [--yes]
	 * : Do not ask.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter disconnect --bindings=deactivate --yes
	 *
	 * @param list<string>               $args    None.
	 * @param array<string, string|bool> $options As above.
	 */
	public function __invoke( array $args, array $options ): void {
		unset( $args );
		if ( null === $this->parts->connections->current() ) {
			\WP_CLI::success( __( 'This shop is not connected.', 'alter-connector' ) );
			return;
		}
		\WP_CLI::confirm( __( 'Disconnect this shop from Alter?', 'alter-connector' ), $options );
		$outcome = ( new Flows( $this->parts ) )->leave->leave( 'deactivate' === ( $options['bindings'] ?? 'keep' ) );
		if ( 'done.separated' === $outcome->code ) {
			\WP_CLI::success( __( 'This copy has forgotten the connection; the original keeps it.', 'alter-connector' ) );
			return;
		}
		foreach ( Left_Behind::sentences( $outcome->values ) as $sentence ) {
			\WP_CLI::warning( $sentence );
		}
		\WP_CLI::success( __( 'This shop is not connected any more.', 'alter-connector' ) );
	}
}
