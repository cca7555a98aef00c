<?php
/**
 * Keeps an eye on what is installed.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * Every quarter of an hour, where there are local designs: what does the connector say of them, are the files what they were
 * (once a day), and what lies there that nobody needs any more? One design after the other, as long as a host lets it.
 */
final class Watch {

	private const SECONDS = 15;

	/**
	 * Folders of old versions: sessions that began with them are over by then, and every binding has followed.
	 */
	private const LIFE = DAY_IN_SECONDS;

	/**
	 * Built once, by the room.
	 *
	 * @param Local_Designs  $designs  The table.
	 * @param Design_Folders $folders  Where files lie.
	 * @param Desk           $desk     Asks the connector.
	 * @param Look           $look     Looks at files.
	 * @param Schedule       $schedule Wakes the job.
	 */
	public function __construct( private Local_Designs $designs, private Design_Folders $folders, private Desk $desk, private Look $look, private Schedule $schedule ) {}

	/**
	 * One look.
	 */
	public function run(): void {
		if ( $this->designs->is_empty() ) {
			$this->sweep();
			return;
		}
		if ( $this->desk->is_open() ) {
			try {
				$this->desk->refresh();
			} catch ( Refused | Unreachable $nothing_new ) {
				// What is known stays shown; the next look is soon.
				unset( $nothing_new );
			}
		}
		$this->look( microtime( true ) + self::SECONDS );
		$this->sweep();
		if ( null !== $this->designs->next_due() ) {
			// A wake-up may have been lost.
			$this->schedule->wake();
		}
	}

	/**
	 * Looks at files, those first that were looked at longest ago.
	 *
	 * @param float $until As microtime( true ) counts.
	 */
	private function look( float $until ): void {
		$installed = array_filter( $this->designs->all(), static fn( Local_Design $row ): bool => Local_Design::REST === $row->step && '' !== $row->installed_hash && Local_Design::GONE !== $row->upstream );
		usort( $installed, static fn( Local_Design $one, Local_Design $other ): int => (int) $one->looked_at <=> (int) $other->looked_at );
		foreach ( $installed as $row ) {
			if ( (int) $row->looked_at > time() - DAY_IN_SECONDS || microtime( true ) > $until ) {
				return;
			}
			$this->look->at( $row, $until );
		}
	}

	/**
	 * Takes away what nobody needs. The folder that the connector names is needed whatever lies beside it.
	 */
	public function sweep(): void {
		$used = array();
		foreach ( $this->designs->all() as $row ) {
			array_push( $used, $row->folder, Ways::folder_of( $row ) );
			if ( '' !== $row->token ) {
				array_push( $used, "{$row->token}.part", "{$row->token}.piece", "new-{$row->token}", "old-{$row->token}" );
			}
		}
		$this->folders->sweep( array_values( array_filter( $used ) ), time(), self::LIFE );
	}
}
