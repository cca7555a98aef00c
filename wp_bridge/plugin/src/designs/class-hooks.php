<?php
/**
 * The room of local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Parts;
use AlterConnector\State\Standing;
use const AlterConnector\PLUGIN_FILE;

/**
 * From a design at Alter to files in the shop that shoppers' browsers may load.
 */
final class Hooks {

	/**
	 * Reads what all share.
	 *
	 * @param Parts $parts Shared objects.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Opens the room.
	 */
	public function register(): void {
		$parts    = $this->parts;
		$schedule = new Schedule();
		$shop     = new Workshop( $parts, $schedule );

		add_action( 'rest_api_init', array( new Asset_Route( $parts->design_folders ), 'register' ) );
		add_action( Schedule::RUN, static fn() => $shop->job->run() );
		add_action( Schedule::WATCH, array( $shop->watch, 'run' ) );
		add_action( 'alter_connector_connected', array( $this, 'connected' ), 20, 0 );
		add_action( 'alter_connector_disconnected', array( $schedule, 'stop' ), 10, 0 );
		add_action( 'alter_connector_standing_changed', array( $this, 'standing_changed' ), 10, 2 );
		$listing = new Listing( $parts->local_designs );
		$screen  = new Screen( $listing, $shop->acts, $parts->local_designs, $parts->design_folders, $parts->connections );
		add_action( 'rest_api_init', array( new Routes( $screen, $listing, $shop->job ), 'register' ) );
		if ( is_admin() ) {
			$screen->register();
		}
		foreach ( array( 'action_scheduler_ensure_recurring_actions', 'alter_connector_screen' ) as $moment ) {
			add_action( $moment, array( $this, 'keep_up' ) );
		}
		register_deactivation_hook( PLUGIN_FILE, array( $schedule, 'stop' ) );
	}

	/**
	 * What was begun goes on, and what lies here is compared with what the connector knows.
	 */
	public function connected(): void {
		$this->keep_up();
		( new Schedule() )->look_soon();
	}

	/**
	 * What waited may go on.
	 *
	 * @param mixed $before A standing.
	 * @param mixed $after  Another one.
	 */
	public function standing_changed( mixed $before, mixed $after ): void {
		if ( Standing::OK === $after && $before !== $after ) {
			$this->connected();
		}
	}

	/**
	 * The recurring job is there while the site is connected.
	 */
	public function keep_up(): void {
		if ( null !== $this->parts->connections->current() ) {
			( new Schedule() )->keep_up();
		}
	}
}
