<?php
/**
 * Does what the owner clicked.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Service\Breaker;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Gmt;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * Each verb does its first step while the owner waits, and leaves the rest to the job. A refusal or a silence is told by
 * whoever called.
 */
final class Acts {

	/**
	 * Verbs of a design.
	 */
	public const VERBS = array( 'install', 'renew', 'accept', 'check', 'verify', 'stop', 'remove', 'forget' );

	/**
	 * Of looking at files while somebody waits.
	 */
	private const LOOK_SECONDS = 8;

	/**
	 * Built once, by the room.
	 *
	 * @param Local_Designs  $designs   The table.
	 * @param Desk           $desk      Asks the connector.
	 * @param Job            $job       Begins installations.
	 * @param Download       $download  Ends them.
	 * @param Reporting      $reporting Accepts changes.
	 * @param Look           $look      Looks at files.
	 * @param Design_Folders $folders   Where files lie.
	 * @param Schedule       $schedule  Wakes the job.
	 * @param Breaker        $breaker   Told to let a click through.
	 */
	public function __construct(
		private Local_Designs $designs,
		private Desk $desk,
		private Job $job,
		private Download $download,
		private Reporting $reporting,
		private Look $look,
		private Design_Folders $folders,
		private Schedule $schedule,
		private Breaker $breaker
	) {}

	/**
	 * Has a design fetched, and installed when it is here.
	 *
	 * @param int $design_id Alter's number.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function import( int $design_id ): ?Local_Design {
		$this->breaker->reset();
		$row = $this->desk->request( $design_id );
		$this->schedule->wake();
		return $row;
	}

	/**
	 * Reads what the connector has.
	 *
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function refresh(): void {
		$this->breaker->reset();
		$this->desk->refresh();
	}

	/**
	 * Does something with a design.
	 *
	 * @param string       $verb One of VERBS.
	 * @param Local_Design $row  Which.
	 * @return string What is said of it.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function act( string $verb, Local_Design $row ): string {
		if ( ! in_array( $verb, array_keys( Offers::of( $row, $this->designs->uses() ) ), true ) ) {
			return __( 'This cannot be done with the design as it is now. Reload the page.', 'alter-connector' );
		}
		$this->breaker->reset();
		$sentence = match ( $verb ) {
			'install' => $this->install( $row ),
			'renew'   => $this->renew( $row ),
			'accept'  => $this->accept( $row ),
			'check'   => $this->check( $row ),
			'verify'  => $this->verify( $row ),
			'stop'    => $this->stop( $row ),
			default   => $this->remove( $row, 'forget' === $verb ),
		};
		$this->schedule->wake();
		return $sentence;
	}

	/**
	 * From the first byte on.
	 *
	 * @param Local_Design $row Which.
	 */
	private function install( Local_Design $row ): string {
		$this->job->start( $row );
		return __( 'The design is being installed.', 'alter-connector' );
	}

	/**
	 * Asks Alter for what it has now.
	 *
	 * @param Local_Design $row Which.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function renew( Local_Design $row ): string {
		$new = $this->desk->request( $row->design_id );
		if ( null !== $new && $new->id !== $row->id ) {
			// The connector did not know the old one any more. Its files stay as long as a product may use them.
			$this->designs->forget( $row->id );
		}
		return __( 'The design is being fetched from Alter. It is installed as soon as it is there.', 'alter-connector' );
	}

	/**
	 * Takes what lies there for what is meant.
	 *
	 * @param Local_Design $row Which.
	 * @throws Refused     When it can not be used as it is.
	 * @throws Unreachable When the connector did not answer.
	 */
	private function accept( Local_Design $row ): string {
		$this->reporting->accept( $row );
		return __( 'The change is accepted. Products that use the design follow.', 'alter-connector' );
	}

	/**
	 * Has the connector look again, by the fast way first.
	 *
	 * @param Local_Design $row Which.
	 */
	private function check( Local_Design $row ): string {
		$folder = '' === $row->folder ? Ways::folder_of( $row ) : $row->folder;
		$this->designs->keep(
			$row->id,
			array(
				'step'     => Local_Design::REPORT,
				'folder'   => $folder,
				'way'      => Ways::FILES,
				'problem'  => '',
				'attempts' => 0,
				'next_at'  => Gmt::text( time() ),
			)
		);
		return __( 'The connector looks at the design again.', 'alter-connector' );
	}

	/**
	 * Looks at every file.
	 *
	 * @param Local_Design $row Which.
	 */
	private function verify( Local_Design $row ): string {
		$fault = $this->look->at( $row, microtime( true ) + self::LOOK_SECONDS );
		return Look::WHOLE === $fault ? __( 'Every file is as it was installed.', 'alter-connector' ) : Words::sentence( $fault, '' );
	}

	/**
	 * Ends an installation.
	 *
	 * @param Local_Design $row Which.
	 */
	private function stop( Local_Design $row ): string {
		$this->download->drop( $row );
		$this->designs->keep( $row->id, array( 'step' => Local_Design::REST, 'token' => '', 'problem' => '', 'attempts' => 0 ) ); // phpcs:ignore WordPress.Arrays -- One thought.
		return __( 'The installation was stopped. What was installed before stays.', 'alter-connector' );
	}

	/**
	 * Takes the files away. The connector keeps what it fetched, so that it can be installed again.
	 *
	 * @param Local_Design $row         One that no product uses.
	 * @param bool         $is_unlisted Whether it is taken off the list, too.
	 */
	private function remove( Local_Design $row, bool $is_unlisted ): string {
		$this->download->drop( $row );
		foreach ( array_unique( array( $row->folder, Ways::folder_of( $row ) ) ) as $folder ) {
			if ( '' !== $folder ) {
				$this->folders->remove( $folder );
			}
		}
		if ( $is_unlisted ) {
			$this->designs->forget( $row->id );
			return __( 'The design is off the list, and its files are gone.', 'alter-connector' );
		}
		$this->designs->keep( $row->id, array( 'step' => Local_Design::REMOVED, 'folder' => '', 'token' => '', 'fault' => '', 'problem' => '' ) ); // phpcs:ignore WordPress.Arrays -- One thought.
		return __( 'The design\'s files are gone from this shop.', 'alter-connector' );
	}
}
