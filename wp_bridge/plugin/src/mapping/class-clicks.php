<?php
/**
 * Somebody waits.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\Service\Sender;
use AlterConnector\State\Backlog;
use AlterConnector\State\Standing;

/**
 * What other rooms ask for by the action `alter_connector_clicked` after they wrote what the owner wants: the products
 * are looked at, and their rows sent, while the owner waits; what takes longer than five seconds is left to the job.
 */
final class Clicks {

	private const SECONDS = 5;

	/** Shorter than the call: the connector answers before we hang up. */
	private const WAIT = 3;

	/** Products of one click that are looked at at once. */
	private const MOST = 100;

	/**
	 * Built once, by the room.
	 *
	 * @param Review   $review   Looks at products.
	 * @param Standing $standing Whether it may be sent.
	 * @param Backlog  $backlog  What is on its way.
	 * @param Sender   $sender   Sends.
	 * @param Schedule $schedule Wakes the job.
	 */
	public function __construct(
		private Review $review,
		private Standing $standing,
		private Backlog $backlog,
		private Sender $sender,
		private Schedule $schedule
	) {}

	/**
	 * A click concerned products.
	 *
	 * @param mixed $objects Numbers of products and variations.
	 */
	public function clicked( mixed $objects ): void {
		$objects = array_slice( array_values( array_unique( array_map( 'intval', (array) $objects ) ) ), 0, self::MOST );
		array_map( array( $this->review, 'family' ), $objects );
		if ( ! $objects || ! $this->standing->may_write() ) {
			return;
		}
		$owner = wp_generate_password( 32, false );
		$rows  = $this->backlog->claim_of( $owner, $objects, Sender::BATCH, time() );
		$round = $this->sender->send( $rows, $owner, self::WAIT, self::SECONDS );
		if ( $round->changed > 0 ) {
			/** This action is documented in src/mapping/class-flush.php */
			do_action( 'alter_connector_flushed', $round->changed );
		}
		$this->call_job( $round->pause );
	}

	/**
	 * The job does what is left.
	 *
	 * @param int|null $pause Seconds to leave the connector alone.
	 */
	private function call_job( ?int $pause ): void {
		$due = $this->backlog->next_due();
		if ( null !== $due ) {
			$this->schedule->wake( max( 0, $pause ?? 0, $due - time() ) );
		}
	}
}
