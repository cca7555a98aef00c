<?php
/**
 * Brings a bundle onto the disk.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\Protocol\Design_Manifest;
use AlterConnector\Service\Client;
use AlterConnector\Service\Piece;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Gmt;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

// phpcs:disable WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials, as WP_Filesystem does; and pieces of large files.

/**
 * In pieces that come within a host's limits of time and memory, each by a call of its own. What is here stays here: a run
 * that dies costs a piece. The file has a name that nobody can guess.
 */
final class Download {

	/**
	 * Some 280 KiB a second bring it within the call's time.
	 */
	private const PIECE = 4 * MB_IN_BYTES;

	/**
	 * After a piece that did not come.
	 */
	private const SMALL_PIECE = MB_IN_BYTES / 2;

	private const SECONDS = 15;

	/**
	 * Until the connector is asked again, when it has another version than it said.
	 */
	private const PAUSE = 5;

	/**
	 * Left free beside what is written.
	 */
	private const SPARE = 32 * MB_IN_BYTES;

	/**
	 * What a zip adds to a file: two heads and a name, twice.
	 */
	private const PER_FILE = 300;

	/**
	 * Built once, by the room.
	 *
	 * @param Client         $client  The door to the connector.
	 * @param Desk           $desk    Whose token goes along.
	 * @param Local_Designs  $designs The table.
	 * @param Design_Folders $folders Where files lie.
	 */
	public function __construct( private Client $client, private Desk $desk, private Local_Designs $designs, private Design_Folders $folders ) {}

	/**
	 * Downloads until it is whole or the time is up.
	 *
	 * @param Local_Design $row   In the step DOWNLOAD.
	 * @param float        $until As microtime( true ) counts.
	 * @throws Refused      When the connector said no.
	 * @throws Unreachable  When it did not answer.
	 * @throws Bad_Bundle   When what it sends can not be the bundle.
	 * @throws Disk_Trouble When it can not be written.
	 */
	public function run( Local_Design $row, float $until ): void {
		if ( ! $this->folders->make() ) {
			throw new Disk_Trouble( Disk_Trouble::FOLDER );
		}
		$part = $this->folders->of( "{$row->token}.part" );
		$got  = $this->settled( $part, $row->got );
		$this->demand_room( 2 * max( $row->size, $row->bytes_total ) - $got );
		$etag  = $row->etag;
		$size  = $row->size;
		$tries = $row->attempts;
		while ( ( 0 === $size || $got < $size ) && microtime( true ) < $until ) {
			$piece = $this->piece( $row, $got, $etag, $tries );
			if ( ! str_starts_with( $piece->etag, '"' . $row->wanted_hash ) ) {
				// The connector has another version by now; the one that was begun can not be finished.
				$this->want_again( $row );
				return;
			}
			if ( 0 === $size ) {
				$this->demand_sense( $row, $piece->total );
				$this->demand_room( 2 * $piece->total );
			}
			$got   = $this->append( $part, $got, $piece, "{$row->token}.piece" );
			$size  = $piece->total;
			$etag  = $piece->etag;
			$tries = 0;
			$this->designs->keep(
				$row->id,
				array(
					'got'      => $got,
					'size'     => $size,
					'etag'     => $etag,
					'attempts' => 0,
				)
			);
		}
		if ( $size > 0 && $got >= $size ) {
			$this->designs->keep( $row->id, array( 'step' => Local_Design::UNPACK, 'unpacked' => 0 ) ); // phpcs:ignore WordPress.Arrays -- One thought.
		}
	}

	/**
	 * Forgets what is under way, with its files.
	 *
	 * @param Local_Design $row Any.
	 */
	public function drop( Local_Design $row ): void {
		if ( '' !== $row->token ) {
			foreach ( array( "{$row->token}.part", "{$row->token}.piece", "new-{$row->token}" ) as $name ) {
				$this->folders->remove( $name );
			}
		}
	}

	/**
	 * Brings one piece.
	 *
	 * @param Local_Design $row   Which design.
	 * @param int          $got   Bytes that are here.
	 * @param string       $etag  Of the version that they are of.
	 * @param int          $tries How often the last piece did not come.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function piece( Local_Design $row, int $got, string $etag, int $tries ): Piece {
		$to = $this->folders->of( "{$row->token}.piece" );
		return $this->client->download( $this->desk->connection(), "/v1/local-designs/{$row->local_design_id}/bundle.zip", $to, $got, $tries > 0 ? self::SMALL_PIECE : self::PIECE, $etag, self::SECONDS );
	}

	/**
	 * Puts a piece behind what is here.
	 *
	 * @param string $part  The file's path.
	 * @param int    $got   Its length.
	 * @param Piece  $piece What came.
	 * @param string $name  Of the file that it came in.
	 * @return int The length now.
	 * @throws Bad_Bundle   When it does not fit.
	 * @throws Disk_Trouble When it can not be written.
	 */
	private function append( string $part, int $got, Piece $piece, string $name ): int {
		$from = $this->folders->of( $name );
		clearstatcache( true, $from );
		$length = (int) filesize( $from );
		if ( $piece->start !== $got || $length < 1 || $got + $length > $piece->total ) {
			$this->folders->remove( $name );
			// Something between the connector and this shop answers pieces with the whole.
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'what came is not the piece that was asked for' );
		}
		$source = fopen( $from, 'rb' );
		$target = fopen( $part, 'ab' );
		$copied = is_resource( $source ) && is_resource( $target ) ? stream_copy_to_stream( $source, $target ) : false;
		$is_out = is_resource( $target ) && fflush( $target );
		foreach ( array_filter( array( $source, $target ) ) as $open ) {
			fclose( $open );
		}
		$this->folders->remove( $name );
		if ( $copied !== $length || ! $is_out ) {
			throw new Disk_Trouble( Disk_Trouble::WRITE );
		}
		return $got + $length;
	}

	/**
	 * How much is here: no more than what was written down, as the last piece may have been cut off.
	 *
	 * @param string $part  The file's path.
	 * @param int    $known What was written down.
	 */
	private function settled( string $part, int $known ): int {
		clearstatcache( true, $part );
		$there = is_file( $part ) ? (int) filesize( $part ) : 0;
		if ( $there > $known ) {
			$open = fopen( $part, 'r+b' );
			if ( is_resource( $open ) ) {
				ftruncate( $open, $known );
				fclose( $open );
			}
		}
		return min( $there, $known );
	}

	/**
	 * A bundle is hardly longer than its files. A length that nobody meant must not fill the disk.
	 *
	 * @param Local_Design $row   Which.
	 * @param int          $total As the answer says.
	 * @throws Bad_Bundle When it is longer.
	 */
	private function demand_sense( Local_Design $row, int $total ): void {
		if ( $total > $row->bytes_total + Design_Manifest::LARGEST + self::PER_FILE * ( $row->files_total + 2 ) ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'it is longer than the files in it' );
		}
	}

	/**
	 * The zip and what comes out of it lie side by side for a moment.
	 *
	 * @param int $bytes To be written.
	 * @throws Disk_Trouble When there is not enough room.
	 */
	private function demand_room( int $bytes ): void {
		$free = $this->folders->free();
		if ( null !== $free && $free < $bytes + self::SPARE ) {
			throw new Disk_Trouble( Disk_Trouble::FULL );
		}
	}

	/**
	 * Begins anew with what the connector has now.
	 *
	 * @param Local_Design $row Which.
	 */
	private function want_again( Local_Design $row ): void {
		$this->drop( $row );
		$this->designs->keep( $row->id, array( 'step' => Local_Design::WANTED, 'next_at' => Gmt::text( time() + self::PAUSE ) ) ); // phpcs:ignore WordPress.Arrays -- One thought.
	}
}
