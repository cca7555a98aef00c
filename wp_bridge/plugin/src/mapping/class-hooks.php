<?php
/**
 * The mapping room.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Sender;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Intents;
use AlterConnector\State\Mirror_Summary;
use AlterConnector\State\Outcomes;
use AlterConnector\State\Rechecks;
use const AlterConnector\PLUGIN_FILE;

/**
 * From what the owner says of products to what the connector has.
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
		$intents  = new Intents( $parts->mirror );
		$rechecks = new Rechecks();
		$speakers = new Speakers();
		$review   = new Review( new Facts_Reader( $parts->known_store ), $parts->mirror, $intents, $speakers, $rechecks, $parts->settings );
		$sender   = new Sender( $parts->client, $parts->connections, $parts->backlog, new Outcomes() );
		$compares = new Comparison( $parts->client, $parts->connections, $parts->differences );
		$flush    = new Flush( $parts->connections, $parts->standing, $parts->backlog, $sender, new Sweep( $rechecks, $speakers, $review ), $compares, $schedule );
		$clicks   = new Clicks( $review, $parts->standing, $parts->backlog, $sender, $schedule );
		$changes  = new Connection_Changes( $parts->connections, $parts->known_store, $parts->schema, $parts->mirror, $parts->storefront, $parts->backlog, $rechecks, $parts->differences, $schedule );

		add_action( 'init', array( $parts->schema, 'make_sure' ), 5, 0 );
		( new Watch( $review, $intents, $schedule, $parts->connections ) )->register();
		( new Meta_Rules() )->register();
		( new Csv() )->register();
		$changes->register();
		add_action( 'alter_connector_clicked', array( $clicks, 'clicked' ) );
		add_action( 'alter_connector_hurried', array( $clicks, 'hurried' ), 10, 0 );
		add_action( Schedule::FLUSH, array( $flush, 'run' ) );
		add_action( Schedule::SWEEP, array( $flush, 'run' ) );
		add_action(
			Schedule::COMPARE,
			static function () use ( $compares, $rechecks, $flush ): void {
				$compares->start();
				$rechecks->add( Rechecks::EVERYTHING );
				$flush->run();
			}
		);
		add_action( 'alter_connector_flushed', array( $this, 'refresh_store' ), 10, 0 );
		$this->keep_jobs( $schedule );
		$designs = new Designs_Route( $parts->client, $parts->connections, $parts->local_designs );
		add_action( 'rest_api_init', array( $designs, 'register' ) );
		if ( is_admin() ) {
			$this->open_screens();
		}
	}

	/**
	 * What was sent changes how much of the plan is used.
	 */
	public function refresh_store(): void {
		try {
			$this->parts->store_watch->refresh();
		} catch ( Refused | Unreachable $failure ) {
			// The bindings are where they belong; the numbers come with the next quarter of an hour.
			return;
		}
	}

	/**
	 * What owners see of it.
	 */
	private function open_screens(): void {
		( new Product_Tab( $this->parts->mirror, $this->parts->connections ) )->register();
		( new Variation_Panel() )->register();
		( new List_Column( new Mirror_Summary() ) )->register();
		( new Bulk_Edit() )->register();
		( new Bulk_Actions( $this->parts->mirror ) )->register();
		( new Map_Page() )->register();
	}

	/**
	 * The recurring jobs are there while the site is connected, and gone while the plugin is off.
	 *
	 * @param Schedule $schedule The jobs.
	 */
	private function keep_jobs( Schedule $schedule ): void {
		$keep_up = function () use ( $schedule ): void {
			if ( null !== $this->parts->connections->current() ) {
				$schedule->keep_up();
			}
		};
		// Newer versions of Action Scheduler ask for this once a day; the flush's screen does so for older ones.
		add_action( 'action_scheduler_ensure_recurring_actions', $keep_up );
		add_action( 'alter_connector_screen', $keep_up );
		register_deactivation_hook( PLUGIN_FILE, array( $schedule, 'stop' ) );
	}
}
