<?php
/**
 * The job of local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\Service\Backoff;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Gmt;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;
use AlterConnector\State\Lock;

/**
 * Brings designs forward step by step: fetched at the connector, downloaded, unpacked, reported. It may be killed at any
 * moment; what it did is written, and every step can be done twice.
 */
final class Job {

	/**
	 * Hosts end a request after 30 s.
	 */
	private const SECONDS = 18;

	/**
	 * Longer than a run with the longest call at its end.
	 */
	private const LOCKED = 90;

	/**
	 * While the connector fetches.
	 */
	private const ASK_EVERY = 5;

	/**
	 * A step that comes to nothing this often, in hours that grow, waits for a person.
	 */
	private const TRIES = 12;

	/**
	 * Built once, by the room.
	 *
	 * @param Local_Designs $designs   The table.
	 * @param Desk          $desk      Asks the connector.
	 * @param Download      $download  Step.
	 * @param Placing       $placing   Step.
	 * @param Reporting     $reporting Step.
	 * @param Look          $look      Whether a version is here already.
	 * @param Schedule      $schedule  Calls the successor.
	 */
	public function __construct(
		private Local_Designs $designs,
		private Desk $desk,
		private Download $download,
		private Placing $placing,
		private Reporting $reporting,
		private Look $look,
		private Schedule $schedule
	) {}

	/**
	 * One run; only one at a time.
	 *
	 * @param int $seconds How long it may begin something.
	 */
	public function run( int $seconds = self::SECONDS ): void {
		if ( ! $this->desk->is_open() ) {
			// A new connection wakes the job.
			return;
		}
		$lock = new Lock( 'designs' );
		if ( ! $lock->take( self::LOCKED ) ) {
			$this->schedule->wake( self::ASK_EVERY );
			return;
		}
		try {
			$this->work( microtime( true ) + $seconds );
		} finally {
			$lock->release();
			$due = $this->designs->next_due();
			if ( null !== $due ) {
				$this->schedule->wake( max( 1, $due - time() ) );
			}
		}
	}

	/**
	 * Does what is due until the time is up.
	 *
	 * @param float $until As microtime( true ) counts.
	 */
	private function work( float $until ): void {
		$is_fresh = false;
		while ( microtime( true ) < $until ) {
			$row = $this->designs->due( time() )[0] ?? null;
			if ( null === $row ) {
				return;
			}
			try {
				if ( Local_Design::WANTED === $row->step && ! $is_fresh ) {
					$this->desk->refresh();
					$is_fresh = true;
					$row      = $this->designs->get( $row->id ) ?? $row;
				}
				$this->step( $row, $until );
			} catch ( Refused $refusal ) {
				$this->desk->tell( $refusal );
				$this->refused( $this->designs->get( $row->id ) ?? $row, $refusal );
			} catch ( Unreachable $silence ) {
				$this->later( $this->designs->get( $row->id ) ?? $row, "local.{$silence->reason}", $silence->getMessage(), $silence->retry_after );
			} catch ( Bad_Bundle $bad ) {
				do_action( 'alter_connector_log', 'error', "The bundle of the local design {$row->local_design_id} was refused: {$bad->getMessage()}.", array( 'code' => $bad->reason ) ); // phpcs:ignore WooCommerce.Commenting.CommentHooks.MissingHookComment -- Documented in src/care/class-listener.php.
				$this->fail( $row, $bad->reason );
			} catch ( Disk_Trouble $trouble ) {
				$this->fail( $row, $trouble->reason );
			}
		}
	}

	/**
	 * One step of one design.
	 *
	 * @param Local_Design $row   Due.
	 * @param float        $until As microtime( true ) counts.
	 * @throws Refused      When the connector said no.
	 * @throws Unreachable  When it did not answer.
	 * @throws Bad_Bundle   When what came is not the design.
	 * @throws Disk_Trouble When it can not be written.
	 */
	private function step( Local_Design $row, float $until ): void {
		match ( $row->step ) {
			Local_Design::WANTED   => $this->begin( $row ),
			Local_Design::DOWNLOAD => $this->download->run( $row, $until ),
			Local_Design::UNPACK   => $this->placing->run( $row, $until ),
			Local_Design::REPORT   => $this->reporting->run( $row ),
			default                => null,
		};
	}

	/**
	 * Is it there to be downloaded?
	 *
	 * @param Local_Design $row In the step WANTED, as the connector told of it a moment ago.
	 */
	private function begin( Local_Design $row ): void {
		if ( in_array( $row->upstream, array( Local_Design::FAILED, Local_Design::GONE ), true ) ) {
			$this->designs->keep( $row->id, array( 'step' => Local_Design::REST ) );
			return;
		}
		// A newer one is being looked for, unless the connector has said that it found none or could not look.
		$is_looking = $row->is_newer && '' === $row->code && Local_Design::READY !== $row->upstream;
		$is_settled = Local_Design::FETCHING !== $row->upstream && ! $is_looking;
		if ( ! $is_settled || '' === $row->manifest_hash ) {
			$this->designs->keep( $row->id, array( 'next_at' => Gmt::text( time() + self::ASK_EVERY ) ) );
			return;
		}
		if ( ! $this->look->has( $row, $row->manifest_hash ) ) {
			$this->start( $row );
			return;
		}
		$is_told = Local_Design::INSTALLED === $row->upstream && $row->installed_hash === $row->manifest_hash;
		$step    = $is_told ? Local_Design::REST : Local_Design::REPORT;
		$this->designs->keep(
			$row->id,
			array(
				'step'   => $step,
				'folder' => $row->folder_for( $row->manifest_hash ),
				'way'    => $is_told ? $row->way : Ways::FILES,
			)
		);
	}

	/**
	 * From the first byte on.
	 *
	 * @param Local_Design $row Whose manifest is known.
	 */
	public function start( Local_Design $row ): void {
		$this->download->drop( $row );
		$this->designs->keep(
			$row->id,
			array(
				'step'        => Local_Design::DOWNLOAD,
				'token'       => wp_generate_password( 32, false ),
				'wanted_hash' => $row->manifest_hash,
				'etag'        => '',
				'got'         => 0,
				'size'        => 0,
				'unpacked'    => 0,
				'attempts'    => 0,
				'problem'     => '',
				'next_at'     => Gmt::text( time() ),
			)
		);
	}

	/**
	 * The connector said no.
	 *
	 * @param Local_Design $row     Which.
	 * @param Refused      $refusal What it said.
	 */
	private function refused( Local_Design $row, Refused $refusal ): void {
		if ( in_array( $refusal->reason, array( 'localDesign.notReady', 'localDesign.overtaken' ), true ) ) {
			// A newer import came, and is to be waited for.
			$this->designs->keep( $row->id, array( 'step' => Local_Design::WANTED, 'next_at' => Gmt::text( time() + self::ASK_EVERY ) ) ); // phpcs:ignore WordPress.Arrays -- One thought.
			return;
		}
		if ( 'localDesign.unknown' === $refusal->reason ) {
			$this->designs->keep( $row->id, array( 'step' => Local_Design::REST, 'upstream' => Local_Design::GONE ) ); // phpcs:ignore WordPress.Arrays -- One thought.
			return;
		}
		if ( $refusal->status >= 500 || 429 === $refusal->status || ! str_starts_with( $refusal->reason, 'localDesign.' ) ) {
			$this->later( $row, $refusal->reason, $refusal->getMessage(), $refusal->retry_after );
			return;
		}
		$this->fail( $row, $refusal->reason, $refusal->getMessage() );
	}

	/**
	 * Tried again, later each time; in the end a person has to say so.
	 *
	 * @param Local_Design $row         Which.
	 * @param string       $code        Why.
	 * @param string       $detail      The same in words.
	 * @param int|null     $retry_after Seconds that the connector named.
	 */
	private function later( Local_Design $row, string $code, string $detail, ?int $retry_after ): void {
		$attempts = $row->attempts + 1;
		if ( $attempts > self::TRIES ) {
			$this->fail( $row, $code, $detail );
			return;
		}
		$this->designs->keep(
			$row->id,
			array(
				'attempts'       => $attempts,
				'problem'        => mb_substr( $code, 0, 100 ),
				'problem_detail' => $detail,
				'next_at'        => Gmt::text( time() + Backoff::after_failure( $attempts, $retry_after ) ),
			)
		);
	}

	/**
	 * Nothing of it stays on the disk, and a person has to act.
	 *
	 * @param Local_Design $row    Which.
	 * @param string       $code   Why.
	 * @param string       $detail The same in words.
	 */
	private function fail( Local_Design $row, string $code, string $detail = '' ): void {
		$this->download->drop( $row );
		$this->designs->keep(
			$row->id,
			array(
				'step'           => Local_Design::FAILED,
				'token'          => '',
				'problem'        => mb_substr( $code, 0, 100 ),
				'problem_detail' => $detail,
			)
		);
	}
}
