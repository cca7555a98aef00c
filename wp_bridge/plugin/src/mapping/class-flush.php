<?php
/**
 * The job.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\Service\Sender;
use AlterConnector\State\Backlog;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Looks at what is left over, sends what is due, asks for Alter's answers, compares if it is night, and calls its
 * successor while something remains. It may be killed at any moment: what it did is written, what it did not is due.
 */
final class Flush {

	/**
	 * Hosts end a request after 30 s, and a call may take ten.
	 */
	private const SECONDS = 20;

	private const CALL_SECONDS = 10;

	/**
	 * The last batch waits for Alter, which spares asking later.
	 */
	private const WAIT = 4;

	/**
	 * Questions for answers in one run.
	 */
	private const LOOKS = 10;

	/**
	 * Built once, by the room.
	 *
	 * @param Connections $connections Whether there is anybody to send to.
	 * @param Standing    $standing    Whether it may be sent.
	 * @param Backlog     $backlog     What is on its way.
	 * @param Sender      $sender      Sends.
	 * @param Sweep       $sweep       Looks at what is left over.
	 * @param Comparison  $comparison  Compares at night.
	 * @param Schedule    $schedule    Calls the successor.
	 */
	public function __construct(
		private Connections $connections,
		private Standing $standing,
		private Backlog $backlog,
		private Sender $sender,
		private Sweep $sweep,
		private Comparison $comparison,
		private Schedule $schedule
	) {}

	/**
	 * One run.
	 */
	public function run(): void {
		if ( null === $this->connections->current() ) {
			return;
		}
		$start    = microtime( true );
		$is_left  = $this->sweep->run( $start + self::SECONDS / 2 );
		$changed  = 0;
		$pause    = null;
		$deadline = $start + self::SECONDS;
		if ( $this->standing->may_write() ) {
			list( $changed, $pause ) = $this->send( $deadline );
			if ( null === $pause ) {
				list( $asked, $pause ) = $this->ask( $deadline );
				$changed              += $asked;
			}
			if ( null === $pause ) {
				$pause = $this->comparison->run( $deadline );
			}
		}
		if ( $changed > 0 ) {
			/**
			 * The job brought something forward.
			 *
			 * @param int $changed How many rows have another state since.
			 */
			do_action( 'alter_connector_flushed', $changed );
		}
		$this->call_successor( $is_left, $pause );
	}

	/**
	 * Sends what is due.
	 *
	 * @param float $deadline As microtime( true ) counts.
	 * @return array{int, int|null} Rows that changed, and seconds to pause.
	 */
	private function send( float $deadline ): array {
		$changed = 0;
		while ( microtime( true ) < $deadline ) {
			$owner = wp_generate_password( 32, false );
			$rows  = $this->backlog->claim( $owner, Sender::BATCH, time() );
			if ( ! $rows ) {
				break;
			}
			$is_last  = count( $rows ) < Sender::BATCH;
			$round    = $this->sender->send( $rows, $owner, $is_last ? self::WAIT : 0, self::CALL_SECONDS );
			$changed += $round->changed;
			if ( null !== $round->pause ) {
				return array( $changed, $round->pause );
			}
		}
		return array( $changed, null );
	}

	/**
	 * Asks what came of what was sent.
	 *
	 * @param float $deadline As microtime( true ) counts.
	 * @return array{int, int|null} Rows that changed, and seconds to pause.
	 */
	private function ask( float $deadline ): array {
		$changed = 0;
		// Each row that is asked about waits a while before it is asked about again, so this ends.
		while ( microtime( true ) < $deadline ) {
			$rows = $this->backlog->unanswered( Sender::BATCH, time() );
			if ( ! $rows ) {
				break;
			}
			$round    = $this->sender->ask( $rows, self::CALL_SECONDS );
			$changed += $round->changed;
			if ( null !== $round->pause ) {
				return array( $changed, $round->pause );
			}
		}
		return array( $changed, null );
	}

	/**
	 * The next run, when there is something to do in it. A site that may not write looks at its own products only.
	 *
	 * @param bool     $is_left Whether products are left to be looked at.
	 * @param int|null $pause   Seconds to leave the connector alone.
	 */
	private function call_successor( bool $is_left, ?int $pause ): void {
		$this->schedule->keep_up();
		$waits = array();
		if ( $is_left ) {
			$waits[] = 1;
		}
		if ( $this->standing->may_write() ) {
			$due = $this->backlog->next_due();
			if ( null !== $due ) {
				$waits[] = max( 1, $pause ?? 0, $due - time() );
			}
			if ( $this->comparison->is_under_way() ) {
				$waits[] = max( 1, $pause ?? 0 );
			}
		}
		if ( $waits ) {
			$this->schedule->wake( min( $waits ) );
		}
	}
}
