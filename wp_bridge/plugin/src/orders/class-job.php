<?php
/**
 * The job of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Outbox;
use AlterConnector\State\Order_Row;
use AlterConnector\State\Standing;

/**
 * Does what is due, row by row, asks what came of what was told, and calls its successor while something remains. It may
 * be killed at any moment: what it did is written, and whatever it does may be done twice.
 */
final class Job {

	/**
	 * Hosts end a request after 30 s, and a call may take ten.
	 */
	private const SECONDS = 18;

	/**
	 * A connection that the owner has to mend is looked at again.
	 */
	private const WHILE_CLOSED = 900;

	/**
	 * Built once, by the room.
	 *
	 * @param Connections  $connections Whether there is anybody to tell.
	 * @param Standing     $standing    Whether it may be told.
	 * @param Order_Events $events      The rows.
	 * @param Order_Outbox $outbox      Those under way.
	 * @param Telling      $telling     Tells events.
	 * @param Late_Claims  $claims      Task.
	 * @param Paid_Check   $check       Task.
	 * @param Picture_Task $pictures    Task.
	 * @param Abandoned    $carts       Task.
	 * @param Schedule     $schedule    Calls the successor.
	 */
	public function __construct(
		private Connections $connections,
		private Standing $standing,
		private Order_Events $events,
		private Order_Outbox $outbox,
		private Telling $telling,
		private Late_Claims $claims,
		private Paid_Check $check,
		private Picture_Task $pictures,
		private Abandoned $carts,
		private Schedule $schedule
	) {}

	/**
	 * One run.
	 */
	public function run(): void {
		$connection = $this->connections->fresh();
		if ( null === $connection || ! $this->may_tell() ) {
			// A change of the standing wakes the job, and so does the next order.
			return;
		}
		$deadline = microtime( true ) + self::SECONDS;
		$pause    = $this->work( $connection, $deadline ) ?? $this->ask( $connection, $deadline );
		$this->events->prune();
		$due = $this->outbox->next_due();
		if ( null !== $due ) {
			$this->schedule->wake( max( 1, $pause ?? 0, $due - time() ) );
		}
	}

	/**
	 * Whether orders may be told of. The contract takes them from a plugin that is too old, and while the owner has not
	 * approved anew: what was sold must not wait for that.
	 */
	public function may_tell(): bool {
		return in_array( $this->standing->current(), array( Standing::OK, Standing::TOO_OLD, Standing::UNAPPROVED ), true );
	}

	/**
	 * Does what is due.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param float      $deadline   As microtime( true ) counts.
	 * @return int|null Seconds to pause.
	 */
	private function work( Connection $connection, float $deadline ): ?int {
		while ( microtime( true ) < $deadline ) {
			$row = $this->outbox->claim( wp_generate_password( 32, false ), time() );
			if ( null === $row ) {
				return null;
			}
			$verdict = $this->verdict( $connection, $row );
			$this->outbox->becomes( $row, $verdict->state, $verdict->code, $verdict->detail, $verdict->next, $verdict->add );
			if ( null !== $verdict->pause ) {
				return $verdict->pause;
			}
		}
		return null;
	}

	/**
	 * Asks what came of what was told.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param float      $deadline   As microtime( true ) counts.
	 * @return int|null Seconds to pause.
	 */
	private function ask( Connection $connection, float $deadline ): ?int {
		while ( microtime( true ) < $deadline && $this->standing->may_write() ) {
			$row = $this->outbox->unanswered( time() );
			if ( null === $row ) {
				return null;
			}
			$verdict = $this->telling->ask( $connection, $row );
			$this->outbox->becomes( $row, $verdict->state, $verdict->code, $verdict->detail, $verdict->next, $verdict->add );
			if ( null !== $verdict->pause ) {
				return $verdict->pause;
			}
		}
		return null;
	}

	/**
	 * What comes of one row. Nothing that an order holds may stop the rows of all others.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed.
	 */
	private function verdict( Connection $connection, Order_Row $row ): Verdict {
		if ( $row->is_event() ) {
			return $this->telling->send( $connection, $row );
		}
		if ( ! $this->standing->may_write() ) {
			return Verdict::later( self::WHILE_CLOSED, 'local.standing' );
		}
		try {
			return match ( $row->kind ) {
				Order_Row::CLAIM   => $this->claims->run( $connection, $row ),
				Order_Row::CHECK   => $this->check->run( $connection, $row ),
				Order_Row::PICTURE => $this->pictures->run( $connection, $row ),
				Order_Row::CART    => $this->carts->run( $connection, $row ),
				default            => Verdict::done( 'local.unknown' ),
			};
		} catch ( \Throwable $fault ) {
			/**
			 * This action is documented in src/care/class-listener.php
			 */
			do_action( 'alter_connector_log', 'error', "A task about order {$row->order_id} failed.", array( 'fault' => $fault ) );
			return $row->attempts < 10 ? Verdict::retry( $row, 'local.fault' ) : Verdict::refused( 'local.fault', $fault->getMessage() );
		}
	}
}
