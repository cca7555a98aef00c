<?php
/**
 * When the way to a session is looked for.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Service\Ways;
use AlterConnector\State\Connections;
use AlterConnector\State\Wakeups;
use AlterConnector\State\Way;

/**
 * At connect, and once a week while the shop is connected: certificates and networks change behind its back.
 */
final class Way_Job {

	public const HOOK = 'alter_connector_way_look';

	/**
	 * Built once, by the room.
	 *
	 * @param Ways        $ways        Finds it.
	 * @param Way         $way         Where it is kept.
	 * @param Connections $connections The connection.
	 */
	public function __construct( private Ways $ways, private Way $way, private Connections $connections ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( self::HOOK, array( $this, 'run' ) );
		add_action( 'admin_init', array( $this, 'keep_scheduled' ) );
		// After the mirror is told, so that pages are made anew once.
		add_action( 'alter_connector_connected', array( $this, 'connected' ), 20, 0 );
		add_action( 'alter_connector_disconnected', array( $this, 'disconnected' ), 10, 0 );
	}

	/**
	 * Looks.
	 */
	public function run(): void {
		$this->ways->find();
	}

	/**
	 * A new connection may be to another connector.
	 */
	public function connected(): void {
		$this->run();
		$this->keep_scheduled();
	}

	/**
	 * Nothing is left to look for.
	 */
	public function disconnected(): void {
		$this->way->forget();
		Wakeups::stop( self::HOOK );
	}

	/**
	 * Schedules the look where it is missing. Not on AJAX calls: the heartbeat makes many.
	 */
	public function keep_scheduled(): void {
		if ( wp_doing_ajax() || null === $this->connections->current() ) {
			return;
		}
		// A shop that was connected by an older version has not been looked at.
		$first = 0 === $this->way->found_at() ? MINUTE_IN_SECONDS : WEEK_IN_SECONDS;
		Wakeups::recur( self::HOOK, time() + $first, WEEK_IN_SECONDS );
	}
}
