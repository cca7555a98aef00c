<?php
/**
 * The manifest of a local design.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * Reads what `wp_bridge/manifest.py` writes: which files belong to a design, how long they are and what their hashes are.
 * Everything under other keys is Alter's, and nothing here looks at it.
 */
final class Design_Manifest {

	public const LARGEST = 5 * 1024 * 1024;

	private const OURS       = '_connector';
	private const FORMAT     = 1;
	private const MOST_FILES = 20000;
	private const DEPTH      = 512;

	/**
	 * Built by `read`.
	 *
	 * @param int                                                            $design_id Alter's number of the design.
	 * @param array<string, array{bytes: int, sha256: string, type: string}> $files     By name.
	 */
	private function __construct( public int $design_id, public array $files ) {}

	/**
	 * Reads one.
	 *
	 * @param string $bytes    Exactly as it lies in the file.
	 * @param string $expected Its SHA-256, in lower-case hex; empty to take any.
	 * @throws Bad_Bundle When it is another one, or none.
	 */
	public static function read( string $bytes, string $expected ): self {
		if ( strlen( $bytes ) > self::LARGEST ) {
			throw new Bad_Bundle( Bad_Bundle::LIST, 'its manifest is too large' );
		}
		if ( '' !== $expected && ! hash_equals( $expected, hash( 'sha256', $bytes ) ) ) {
			throw new Bad_Bundle( Bad_Bundle::HASH, 'its manifest is another one' );
		}
		$json = json_decode( $bytes, true, self::DEPTH );
		$ours = is_array( $json ) ? $json[ self::OURS ] ?? null : null;
		if ( ! is_array( $ours ) || self::FORMAT !== ( $ours['format'] ?? null ) || ! is_int( $ours['designId'] ?? null ) || ! is_array( $ours['files'] ?? null ) || count( $ours['files'] ) > self::MOST_FILES ) {
			throw new Bad_Bundle( Bad_Bundle::LIST, 'its manifest names no files' );
		}
		$files = array();
		foreach ( $ours['files'] as $file ) {
			$found = self::file( $file );
			$known = $files[ $found['path'] ] ?? null;
			if ( null !== $known && ( $known['bytes'] !== $found['bytes'] ) ) {
				throw new Bad_Bundle( Bad_Bundle::LIST, 'its manifest names one file twice' );
			}
			$files[ $found['path'] ] = array_diff_key( $found, array( 'path' => 1 ) );
		}
		return new self( $ours['designId'], $files );
	}

	/**
	 * One file of the list.
	 *
	 * @param mixed $file As decoded.
	 * @return array{path: string, bytes: int, sha256: string, type: string}
	 * @throws Bad_Bundle When it is none that the connector writes.
	 */
	private static function file( mixed $file ): array {
		$path = is_array( $file ) && is_string( $file['path'] ?? null ) ? $file['path'] : '';
		if ( 1 !== preg_match( Stored_Zip::NAME, $path, $parts ) ) {
			throw new Bad_Bundle( Bad_Bundle::NAME, 'its manifest names a file otherwise than by its content' );
		}
		if ( ! isset( Media::TYPES[ $parts[2] ] ) ) {
			throw new Bad_Bundle( Bad_Bundle::KIND, 'its manifest names a file with an ending that is not allowed' );
		}
		if ( ( $file['sha256'] ?? null ) !== $parts[1] || ! is_int( $file['bytes'] ?? null ) || $file['bytes'] < 0 || ! is_string( $file['mediaType'] ?? null ) ) {
			throw new Bad_Bundle( Bad_Bundle::LIST, 'its manifest names a file in part' );
		}
		return array(
			'path'   => $path,
			'bytes'  => $file['bytes'],
			'sha256' => $parts[1],
			'type'   => $file['mediaType'],
		);
	}
}
