<?php
/**
 * Zips of all kinds.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

/**
 * Writes bundles as the connector does, and others as somebody might who means harm.
 */
final class Zips {

	/**
	 * A bundle.
	 *
	 * @param array<string, string>             $files Bytes by name.
	 * @param array<string, array<string, int>> $lies  What entries say otherwise, by name: `method`, `flags`, `outer` (of the
	 *                                                directory), `size`, `offset`.
	 */
	public static function of( array $files, array $lies = array() ): string {
		$body      = '';
		$directory = '';
		foreach ( $files as $name => $bytes ) {
			$name       = (string) $name;
			$lie        = $lies[ $name ] ?? array();
			$said       = $lie['size'] ?? strlen( $bytes );
			$facts      = pack( 'vvvvVVVvv', $lie['flags'] ?? 0, $lie['method'] ?? 0, 0, 34, crc32( $bytes ), $said, $said, strlen( $name ), 0 );
			$directory .= "PK\x01\x02" . pack( 'vv', 788, 20 ) . $facts . pack( 'vvvVV', 0, 0, 0, $lie['outer'] ?? 0100644 << 16, $lie['offset'] ?? strlen( $body ) ) . $name;
			$body      .= "PK\x03\x04" . pack( 'v', 20 ) . $facts . ( $lie['inner_name'] ?? $name ) . $bytes;
		}
		return $body . $directory . "PK\x05\x06" . pack( 'vvvvVVv', 0, 0, count( $files ), count( $files ), strlen( $directory ), strlen( $body ), 0 );
	}

	/**
	 * A design of some files: their bytes by ending, under the names that the connector gives them, with a manifest.
	 *
	 * @param array<string, string> $bodies Bytes by ending.
	 * @param array<string, string> $types  Media types by ending, where the usual one is not meant.
	 * @return array<string, string> Bytes by name, the manifest first.
	 */
	public static function design( array $bodies, array $types = array() ): array {
		$listed = array();
		$files  = array();
		foreach ( $bodies as $ending => $bytes ) {
			$hash           = hash( 'sha256', $bytes );
			$path           = "{$hash}.{$ending}";
			$files[ $path ] = $bytes;
			$listed[]       = array(
				'id'        => $ending,
				'kind'      => 'file',
				'path'      => $path,
				'mediaType' => $types[ $ending ] ?? \AlterConnector\Protocol\Media::TYPES[ $ending ] ?? 'text/plain',
				'bytes'     => strlen( $bytes ),
				'sha256'    => $hash,
			);
		}
		$manifest = wp_json_encode(
			array(
				'_connector' => array(
					'format'   => 1,
					'designId' => 381,
					'files'    => $listed,
				),
			)
		);
		return array( 'manifest.json' => (string) $manifest ) + $files;
	}
}
