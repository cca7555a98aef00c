<?php
/**
 * Somebody waits.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\Service\Round;
use AlterConnector\Service\Sender;
use AlterConnector\State\Backlog;
use AlterConnector\State\Standing;

/**
 * What other rooms ask for by the action `alter_connector_clicked` after they wrote what the owner wants: the products
 * are looked at, and their rows sent, while the owner waits; what takes longer than five seconds is left to the job.
 */
final class Clicks {

	private const SECONDS = 5;

	/**
	 * Shorter than the call: the connector answers before we hang up.
	 */
	private const WAIT = 3;

	/**
	 * Products of one click that are looked at at once.
	 */
	private const MOST = 100;

	/**
	 * While somebody looks on, the job is brought forward no more often than this.
	 */
	private const HURRY_EVERY = 5;
	private const HURRIED     = 'alter_connector_hurried';

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
		$this->told( $round );
	}

	/**
	 * Somebody who clicked looks on: one batch goes out, or one question what came of it, even if WP-Cron sleeps.
	 */
	public function hurried(): void {
		if ( ! $this->standing->may_write() || time() < (int) get_option( self::HURRIED ) + self::HURRY_EVERY ) {
			return;
		}
		update_option( self::HURRIED, time(), false );
		$owner = wp_generate_password( 32, false );
		$rows  = $this->backlog->claim( $owner, Sender::BATCH, time() );
		$round = $rows
			? $this->sender->send( $rows, $owner, 0, self::SECONDS )
			: $this->sender->ask( $this->backlog->unanswered( Sender::BATCH, time() ), self::SECONDS );
		$this->told( $round );
	}

	/**
	 * Tells what changed, and leaves the rest to the job.
	 *
	 * @param Round $round What a call brought.
	 */
	private function told( Round $round ): void {
		if ( $round->changed > 0 ) {
			/**
 * This action is documented in src/mapping/class-flush.php
*/
			do_action( 'alter_connector_flushed', $round->changed );
		}
		$due = $this->backlog->next_due();
		if ( null !== $due ) {
			$this->schedule->wake( max( 0, $round->pause ?? 0, $due - time() ) );
		}
	}
}
