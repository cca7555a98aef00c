<?php
/**
 * The orders room.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Parts;
use AlterConnector\Service\Pictures;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Outbox;

/**
 * From the checkout to what Alter knows of an order.
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
		$events   = new Order_Events();
		$outbox   = new Order_Outbox();
		$recorder = new Recorder( $parts->connections, $parts->standing, $events, $schedule );
		$store    = new Store( $parts->connections, $parts->schema, $events, $outbox, $schedule );

		( new Checkout( $parts->settings ) )->register();
		( new Again() )->register();
		( new Owned() )->register();
		( new Carts( $parts->settings, $events ) )->register();
		( new Customer_View( $parts->connections ) )->register();
		( new Watch( $recorder ) )->register();
		( new Privacy_Tools( new Erasure( $recorder ), $parts->client, $parts->connections ) )->register();
		$store->register();
		$this->open_jobs( $recorder, $store, $schedule, $events, $outbox );
		if ( is_admin() ) {
			( new Order_Screen( $parts->known_store, $events ) )->register();
			( new Order_List() )->register();
			( new Order_Actions( $recorder, $events, $outbox ) )->register();
		}
	}

	/**
	 * What Action Scheduler calls; built when it does.
	 *
	 * @param Recorder     $recorder Looks at orders.
	 * @param Store        $store    Whose orders they are.
	 * @param Schedule     $schedule The jobs.
	 * @param Order_Events $events   The rows.
	 * @param Order_Outbox $outbox   Those under way.
	 */
	private function open_jobs( Recorder $recorder, Store $store, Schedule $schedule, Order_Events $events, Order_Outbox $outbox ): void {
		$run = function () use ( $recorder, $schedule, $events, $outbox ): void {
			$parts = $this->parts;
			$marks = new Marks();
			$job   = new Job(
				$parts->connections,
				$parts->standing,
				$events,
				$outbox,
				new Telling( $parts->client, $events, $outbox, $marks ),
				new Late_Claims( $parts->client, $recorder, $marks ),
				new Paid_Check( $parts->client, $outbox, $marks ),
				new Picture_Task( $parts->client, new Pictures( $parts->addresses, $parts->gate ), $parts->mirror ),
				new Abandoned( $parts->client, $parts->settings ),
				$schedule
			);
			$job->run();
		};
		add_action( Schedule::RUN, $run );
		add_action(
			Schedule::SWEEP,
			static function () use ( $recorder, $store, $run ): void {
				( new Sweep( $recorder, $store ) )->run();
				$run();
			}
		);
	}
}
