<?php
/**
 * Makes a folder of a bundle.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Gmt;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

// phpcs:disable WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials, as WP_Filesystem does.

/**
 * Unpacks beside its place, under a name that nobody can guess, and gives the folder its name only when every file of it is
 * right. A design that is not right leaves nothing.
 */
final class Placing {

	/**
	 * How many files are written between two notes of how far it came: that many are written again after a run that died.
	 */
	private const NOTE_EVERY = 50;

	/**
	 * Built once, by the room.
	 *
	 * @param Local_Designs  $designs The table.
	 * @param Design_Folders $folders Where files lie.
	 */
	public function __construct( private Local_Designs $designs, private Design_Folders $folders ) {}

	/**
	 * Unpacks until all is there or the time is up.
	 *
	 * @param Local_Design $row   In the step UNPACK.
	 * @param float        $until As microtime( true ) counts.
	 * @throws Bad_Bundle   When it is not the design.
	 * @throws Disk_Trouble When it can not be written.
	 */
	public function run( Local_Design $row, float $until ): void {
		$work     = "new-{$row->token}";
		$unpacked = $row->unpacked;
		$bundle   = new Unpacking( $this->folders->of( "{$row->token}.part" ), $row->wanted_hash, $row->design_id );
		if ( 0 === $unpacked ) {
			$this->folders->remove( $work );
		}
		if ( ! wp_mkdir_p( $this->folders->of( $work ) ) ) {
			throw new Disk_Trouble( Disk_Trouble::FOLDER );
		}
		$go_on    = function ( int $done ) use ( $row, $until ): bool {
			if ( 0 === $done % self::NOTE_EVERY ) {
				$this->designs->keep( $row->id, array( 'unpacked' => $done ) );
			}
			return microtime( true ) < $until;
		};
		$unpacked = $bundle->write( $this->folders->of( $work ), $unpacked, $go_on );
		$this->designs->keep( $row->id, array( 'unpacked' => $unpacked ) );
		if ( $unpacked >= $bundle->count() ) {
			$this->settle( $row, $work );
		}
	}

	/**
	 * Gives the folder its name. What lies there under it was changed, or there would be no need.
	 *
	 * @param Local_Design $row  Which.
	 * @param string       $work The folder as it is called now.
	 * @throws Disk_Trouble When it can not be done.
	 */
	private function settle( Local_Design $row, string $work ): void {
		$folder = $row->folder_for( $row->wanted_hash );
		$place  = $this->folders->of( $folder );
		$aside  = "old-{$row->token}";
		if ( is_dir( $place ) && ! rename( $place, $this->folders->of( $aside ) ) ) {
			throw new Disk_Trouble( Disk_Trouble::WRITE );
		}
		if ( ! rename( $this->folders->of( $work ), $place ) ) {
			throw new Disk_Trouble( Disk_Trouble::WRITE );
		}
		foreach ( array( $aside, "{$row->token}.part" ) as $name ) {
			$this->folders->remove( $name );
		}
		$this->designs->keep(
			$row->id,
			array(
				'step'    => Local_Design::REPORT,
				'folder'  => $folder,
				'way'     => Ways::FILES,
				'next_at' => Gmt::text( time() ),
			)
		);
	}
}
