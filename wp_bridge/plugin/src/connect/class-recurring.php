<?php
/**
 * The look at the connector every quarter of an hour.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Store_Watch;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Attempts;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;
use AlterConnector\State\Wakeups;

/**
 * A recurring action of Action Scheduler while the site is connected: keeps what screens show, notices that the site
 * is elsewhere, and finds out that a lost connection is well again.
 */
final class Recurring {

	public const HOOK = 'alter_connector_refresh';

	private const EVERY = 900;

	/**
	 * The first look: by then the connector has tried to prove the address.
	 */
	private const FIRST = 60;

	/**
	 * Built by the room's hooks.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    How it stands.
	 * @param Store_Watch $store_watch Asks the connector.
	 * @param Attempts    $attempts    Rows that may have expired.
	 */
	public function __construct( private Connections $connections, private Standing $standing, private Store_Watch $store_watch, private Attempts $attempts ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( self::HOOK, array( $this, 'run' ) );
		add_action( 'admin_init', array( $this, 'keep_scheduled' ) );
		add_action( 'alter_connector_connected', array( $this, 'keep_scheduled' ) );
		add_action( 'alter_connector_disconnected', array( self::class, 'unschedule' ) );
	}

	/**
	 * The look itself. A connector that does not answer is no failure of the action: the next look is soon.
	 */
	public function run(): void {
		$this->attempts->sweep( time() );
		$this->standing->look_around();
		try {
			$this->store_watch->refresh();
		} catch ( Refused | Unreachable $nothing_new ) {
			return;
		}
	}

	/**
	 * Schedules it where it is missing, for a connected site alone. Not on AJAX calls: the heartbeat makes many.
	 */
	public function keep_scheduled(): void {
		if ( wp_doing_ajax() || null === $this->connections->current() ) {
			return;
		}
		Wakeups::recur( self::HOOK, time() + self::FIRST, self::EVERY );
	}

	/**
	 * Takes it away.
	 */
	public static function unschedule(): void {
		Wakeups::stop( self::HOOK );
	}
}
