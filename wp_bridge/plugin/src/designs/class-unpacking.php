<?php
/**
 * Takes a bundle apart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\Protocol\Design_Manifest;
use AlterConnector\Protocol\Media;
use AlterConnector\Protocol\Stored_Zip;

// phpcs:disable WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials, as WP_Filesystem does; and pieces of large files.

/**
 * Writes the files of a bundle into an empty folder, each looked at while it is written: its name, its kind, its length, its
 * hash. The manifest is the one that the connector named, and files and manifest name the same. Knows no WordPress but two
 * calls for folders; the job decides what becomes of the folder.
 */
final class Unpacking {

	/**
	 * Opened once for a run.
	 *
	 * @var Stored_Zip
	 */
	private Stored_Zip $zip;

	/**
	 * What the manifest says.
	 *
	 * @var Design_Manifest
	 */
	private Design_Manifest $manifest;

	/**
	 * Opens a bundle, and compares what it has with what its manifest names.
	 *
	 * @param string $path      The bundle.
	 * @param string $hash      SHA-256 of its manifest.
	 * @param int    $design_id Alter's number of the design.
	 * @throws Bad_Bundle When it is not the design that was asked for.
	 */
	public function __construct( string $path, string $hash, int $design_id ) {
		// phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged, Generic.PHP.NoSilencedErrors.Discouraged -- It warns of what is thrown.
		$file = @fopen( $path, 'rb' );
		if ( ! is_resource( $file ) ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'it is not there any more' );
		}
		$this->zip = new Stored_Zip( $file, (int) fstat( $file )['size'] );
		$sizes     = $this->zip->sizes();
		if ( ( $sizes[ Stored_Zip::MANIFEST ] ?? PHP_INT_MAX ) > Design_Manifest::LARGEST ) {
			throw new Bad_Bundle( Bad_Bundle::LIST, 'it has no manifest, or one that is too large' );
		}
		$this->manifest = Design_Manifest::read( implode( '', iterator_to_array( $this->zip->read( Stored_Zip::MANIFEST ), false ) ), $hash );
		if ( $design_id !== $this->manifest->design_id ) {
			throw new Bad_Bundle( Bad_Bundle::LIST, 'its manifest is of another design' );
		}
		unset( $sizes[ Stored_Zip::MANIFEST ] );
		$named = array_column( array_map( static fn( string $name, array $file ): array => array( $name, $file['bytes'] ), array_keys( $this->manifest->files ), $this->manifest->files ), 1, 0 );
		if ( count( $sizes ) !== count( $named ) || array_diff_assoc( $sizes, $named ) ) {
			throw new Bad_Bundle( Bad_Bundle::LIST, 'its files are not those that its manifest names' );
		}
	}

	/**
	 * How many files there are.
	 */
	public function count(): int {
		return count( $this->zip->sizes() );
	}

	/**
	 * Writes files.
	 *
	 * @param string   $folder Where to.
	 * @param int      $done   How many of them are there already.
	 * @param callable $go_on  Asked after each file, with their number: whether to write another one.
	 * @return int How many are there now.
	 * @throws Bad_Bundle   When one is not what the manifest says.
	 * @throws Disk_Trouble When one can not be written.
	 */
	public function write( string $folder, int $done, callable $go_on ): int {
		foreach ( array_slice( array_keys( $this->zip->sizes() ), $done ) as $name ) {
			$this->one( "{$folder}/{$name}", (string) $name );
			++$done;
			if ( ! $go_on( $done ) ) {
				break;
			}
		}
		return $done;
	}

	/**
	 * Writes one.
	 *
	 * @param string $path Where to.
	 * @param string $name Its name.
	 * @throws Bad_Bundle   When it is not what the manifest says.
	 * @throws Disk_Trouble When it can not be written.
	 */
	private function one( string $path, string $name ): void {
		if ( file_exists( $path ) || is_link( $path ) ) {
			// What a run that died left over.
			unlink( $path );
		}
		// Made anew or not at all: nothing that somebody else put there is written through.
		$file = fopen( $path, 'xb' );
		if ( ! is_resource( $file ) ) {
			throw new Disk_Trouble( Disk_Trouble::WRITE );
		}
		try {
			$found = $this->copy( $file, $name );
		} finally {
			$is_out = fclose( $file );
		}
		$said = $this->manifest->files[ $name ] ?? null;
		if ( ! $is_out ) {
			throw new Disk_Trouble( Disk_Trouble::WRITE );
		}
		// The manifest itself was hashed when it was read.
		if ( null !== $said && ! hash_equals( $said['sha256'], $found['hash'] ) ) {
			throw new Bad_Bundle( Bad_Bundle::HASH, "{$name} is another file" );
		}
		if ( Media::sniffed( $found['head'], $said['type'] ?? '', $name ) !== substr( (string) strrchr( $name, '.' ), 1 ) ) {
			throw new Bad_Bundle( Bad_Bundle::KIND, "{$name} is of another kind than its name says" );
		}
		chmod( $path, fileperms( dirname( $path ) ) & 0000666 );
	}

	/**
	 * Copies an entry, and looks at it on the way.
	 *
	 * @param resource $file Where to.
	 * @param string   $name Which.
	 * @return array{hash: string, head: string}
	 * @throws Disk_Trouble When it can not be written.
	 */
	private function copy( $file, string $name ): array {
		$hash = hash_init( 'sha256' );
		$head = '';
		foreach ( $this->zip->read( $name ) as $bytes ) {
			hash_update( $hash, $bytes );
			$head .= substr( $bytes, 0, Media::HEAD - strlen( $head ) );
			if ( strlen( $bytes ) !== fwrite( $file, $bytes ) ) {
				throw new Disk_Trouble( Disk_Trouble::WRITE );
			}
		}
		return array(
			'hash' => hash_final( $hash ),
			'head' => $head,
		);
	}
}
