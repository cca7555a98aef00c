<?php
/**
 * Writes down what is to be told of an order.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Connections;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Row;
use AlterConnector\State\Standing;

/**
 * Compares an order with the newest row about it, and writes the next one when they differ. Calls nobody.
 */
final class Recorder {

	/**
	 * Built once, by the room.
	 *
	 * @param Connections  $connections Whether there is anybody to tell.
	 * @param Standing     $standing    Whether this site is the shop, and not a copy of it.
	 * @param Order_Events $events      The rows.
	 * @param Schedule     $schedule    Wakes the job.
	 */
	public function __construct(
		private Connections $connections,
		private Standing $standing,
		private Order_Events $events,
		private Schedule $schedule
	) {}

	/**
	 * Whether rows are written at all. A copy of a shop has its orders too, and nothing to say about them; what changed
	 * while nobody was connected is found by the sweep.
	 */
	public function is_open(): bool {
		return null !== $this->connections->current() && ! in_array( $this->standing->current(), array( Standing::MOVED, Standing::LOST ), true );
	}

	/**
	 * Looks at an order that may have changed.
	 *
	 * @param int $order_id Its number.
	 * @return bool Whether something was written.
	 */
	public function look( int $order_id ): bool {
		$order = $this->is_open() ? wc_get_order( $order_id ) : false;
		if ( ! $order instanceof \WC_Order ) {
			return false;
		}
		$items = Items::of( $order );
		$last  = $this->events->last( $order_id );
		if ( ! $items && null === $last ) {
			return false;
		}
		$snapshot  = Reader::snapshot( $order );
		$is_new    = $this->write( $order_id, $snapshot->status, Derivation::next( $snapshot, $last ) );
		$is_wanted = $this->demand( $order, $items );
		return $is_new || $is_wanted;
	}

	/**
	 * An order was deleted.
	 *
	 * @param int $order_id Its number.
	 */
	public function gone( int $order_id ): bool {
		return $this->is_open() && $this->write( $order_id, Order_Row::DELETED, Derivation::gone( $this->events->last( $order_id ), time() ) );
	}

	/**
	 * An order's customer is to be forgotten.
	 *
	 * @param int $order_id Its number.
	 */
	public function erased( int $order_id ): bool {
		$last = $this->events->last( $order_id );
		return $this->write( $order_id, null === $last ? '' : $last->status, Derivation::erased( $last, time() ) );
	}

	/**
	 * Puts a task on the list.
	 *
	 * @param int    $order_id The order.
	 * @param string $kind     Of `Order_Row`.
	 */
	public function ask( int $order_id, string $kind ): void {
		$this->events->demand( $order_id, $kind );
		$this->schedule->wake();
	}

	/**
	 * Writes an event and wakes the job.
	 *
	 * @param int                       $order_id The order.
	 * @param string                    $status   Its status.
	 * @param array<string, mixed>|null $event    Of `Derivation`; null for none.
	 */
	private function write( int $order_id, string $status, ?array $event ): bool {
		if ( null === $event ) {
			return false;
		}
		$sequence = $this->events->append( $order_id, $event['kind'], $status, $event['modified'], $event['content'], $event['hash'] );
		$this->schedule->wake();
		return $sequence > 0;
	}

	/**
	 * What else is to be done about an order that was really placed; each once, unless a task asks for another.
	 *
	 * @param \WC_Order                                              $order The order.
	 * @param array<int, array{0: \WC_Order_Item_Product, 1: mixed}> $items Its configured items.
	 */
	private function demand( \WC_Order $order, array $items ): bool {
		if ( ! $items || $order->has_status( array( 'checkout-draft', 'auto-draft', 'pending', 'failed', 'cancelled', 'trash' ) ) ) {
			return false;
		}
		$kinds = array();
		foreach ( $items as list( $item, $line ) ) {
			if ( '' === (string) $item->get_meta( Items::PICTURE ) ) {
				$kinds[ Order_Row::PICTURE ] = true;
			}
			if ( Items::is_unclaimed( $line ) ) {
				$kinds[ Order_Row::CLAIM ] = true;
			}
			if ( Items::is_told( $line ) && $order->is_paid() ) {
				$kinds[ Order_Row::CHECK ] = true;
			}
		}
		$is_new = false;
		foreach ( array_keys( $kinds ) as $kind ) {
			if ( null === $this->events->newest( $order->get_id(), array( $kind ) ) ) {
				$this->ask( $order->get_id(), $kind );
				$is_new = true;
			}
		}
		return $is_new;
	}
}
