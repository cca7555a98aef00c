<?php
/**
 * Whose orders are told.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Connections;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Outbox;
use AlterConnector\State\Schema;

/**
 * Rows belong to one store of the connector. Another one begins anew: most often this site is then a copy, whose rows
 * are the shop's own.
 */
final class Store {

	private const OPTION = 'alter_connector_orders_store';

	/**
	 * Built once, by the room.
	 *
	 * @param Connections  $connections The connection.
	 * @param Schema       $schema      The tables.
	 * @param Order_Events $events      The rows.
	 * @param Order_Outbox $outbox      Those under way.
	 * @param Schedule     $schedule    The jobs.
	 */
	public function __construct(
		private Connections $connections,
		private Schema $schema,
		private Order_Events $events,
		private Order_Outbox $outbox,
		private Schedule $schedule
	) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'alter_connector_connected', array( $this, 'connected' ), 20, 0 );
		add_action( 'alter_connector_disconnected', array( $this->schedule, 'stop' ), 10, 0 );
		add_action( 'alter_connector_standing_changed', array( $this, 'standing_changed' ), 10, 0 );
		foreach ( array( 'action_scheduler_ensure_recurring_actions', 'alter_connector_screen' ) as $hook ) {
			add_action( $hook, array( $this, 'keep_up' ), 10, 0 );
		}
	}

	/**
	 * Since when this store is told of orders, in Unix seconds.
	 */
	public function since(): int {
		$row        = get_option( self::OPTION );
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return PHP_INT_MAX;
		}
		$is_ours = is_array( $row ) && ( $row['id'] ?? '' ) === $connection->store_id;
		return $is_ours ? (int) ( $row['since'] ?? 0 ) : $connection->connected_at;
	}

	/**
	 * The shop is connected, maybe as before.
	 */
	public function connected(): void {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return;
		}
		$this->schema->make_sure();
		$row = get_option( self::OPTION );
		if ( ! is_array( $row ) || ( $row['id'] ?? '' ) !== $connection->store_id ) {
			$this->events->forget_all();
			update_option(
				self::OPTION,
				array(
					'id'    => $connection->store_id,
					'since' => time(),
				),
				false
			);
		}
		$this->go_on();
	}

	/**
	 * What waited may go, or will find that it may not.
	 */
	public function standing_changed(): void {
		if ( null !== $this->connections->current() ) {
			$this->go_on();
		}
	}

	/**
	 * The recurring job is there while the site is connected.
	 */
	public function keep_up(): void {
		if ( null !== $this->connections->current() ) {
			$this->schedule->keep_up();
		}
	}

	/**
	 * Nothing waits for what is over.
	 */
	private function go_on(): void {
		$this->outbox->hasten();
		$this->schedule->keep_up();
		$this->schedule->wake( 0 );
	}
}
