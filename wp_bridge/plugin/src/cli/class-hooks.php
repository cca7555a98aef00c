<?php
/**
 * The commands: `wp alter`.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Parts;

/**
 * Registers them, where there is a command line.
 */
final class Hooks {

	/**
	 * Built by the plugin.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Names the commands. The classes are loaded by whoever calls one.
	 */
	public function register(): void {
		if ( ! defined( 'WP_CLI' ) || ! WP_CLI ) {
			return;
		}
		\WP_CLI::add_command( 'alter', Alter::class );
		\WP_CLI::add_command( 'alter status', new Status( $this->parts ) );
		\WP_CLI::add_command( 'alter connect', new Connect( $this->parts ) );
		\WP_CLI::add_command( 'alter disconnect', new Disconnect( $this->parts ) );
		\WP_CLI::add_command( 'alter sync', new Sync( $this->parts ) );
		\WP_CLI::add_command( 'alter doctor', new Doctor( $this->parts ) );
		\WP_CLI::add_command( 'alter bindings', new Bindings( $this->parts ) );
		\WP_CLI::add_command( 'alter orders', new Orders( $this->parts ) );
		\WP_CLI::add_command( 'alter designs', new Designs( $this->parts ) );
	}
}
