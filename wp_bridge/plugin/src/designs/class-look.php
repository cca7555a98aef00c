<?php
/**
 * Whether the files of a design are what they were.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\Protocol\Design_Manifest;
use AlterConnector\Protocol\Stored_Zip;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Gmt;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * The connector looks at the manifest from outside, once a day; this looks at every file from inside: a backup that was put
 * back, a plugin that makes pictures smaller, a hand in the wrong folder.
 */
final class Look {

	public const WHOLE    = '';
	public const GONE     = 'local.filesGone';
	public const MANIFEST = 'local.manifestChanged';
	public const FILE     = 'local.fileChanged';

	/**
	 * Built once, by the room.
	 *
	 * @param Local_Designs  $designs The table.
	 * @param Design_Folders $folders Where files lie.
	 */
	public function __construct( private Local_Designs $designs, private Design_Folders $folders ) {}

	/**
	 * Looks, and writes down what it found.
	 *
	 * @param Local_Design $row   One that is installed.
	 * @param float        $until As microtime( true ) counts: later, lengths have to do.
	 * @return string One of the constants.
	 */
	public function at( Local_Design $row, float $until ): string {
		$fault = $this->fault( $row, $until );
		$this->designs->keep(
			$row->id,
			array(
				'fault'     => $fault,
				'looked_at' => Gmt::text( time() ),
			)
		);
		return $fault;
	}

	/**
	 * Whether a version is here, manifest and all: for a first look before it is downloaded.
	 *
	 * @param Local_Design $row  Which design.
	 * @param string       $hash The manifest's.
	 */
	public function has( Local_Design $row, string $hash ): bool {
		return self::WHOLE === $this->compare( $row->folder_for( $hash ), $hash, 0.0 );
	}

	/**
	 * What is wrong with a design's files.
	 *
	 * @param Local_Design $row   Which.
	 * @param float        $until As in `at`.
	 */
	private function fault( Local_Design $row, float $until ): string {
		$folder = Ways::folder_of( $row );
		return $this->compare( '' === $folder ? $row->folder : $folder, $row->installed_hash, $until );
	}

	/**
	 * Compares a folder with its manifest.
	 *
	 * @param string $folder Its name.
	 * @param string $hash   The manifest's.
	 * @param float  $until  As in `at`.
	 */
	private function compare( string $folder, string $hash, float $until ): string {
		$path = $this->folders->file( $folder, Stored_Zip::MANIFEST );
		if ( null === $path ) {
			return self::GONE;
		}
		try {
			$manifest = Design_Manifest::read( (string) file_get_contents( $path, false, null, 0, Design_Manifest::LARGEST + 1 ), $hash ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- A file of this machine.
		} catch ( Bad_Bundle $other ) {
			return self::MANIFEST;
		}
		foreach ( $manifest->files as $name => $file ) {
			$path = $this->folders->file( $folder, (string) $name );
			if ( null === $path ) {
				return self::GONE;
			}
			$is_same = filesize( $path ) === $file['bytes'] && ( microtime( true ) >= $until || hash_file( 'sha256', $path ) === $file['sha256'] );
			if ( ! $is_same ) {
				return self::FILE;
			}
		}
		return self::WHOLE;
	}
}
