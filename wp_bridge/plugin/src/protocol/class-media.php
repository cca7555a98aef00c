<?php
/**
 * What kinds of files a local design may have.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * The list of `wp_bridge/media.py`: kinds that no web server runs and no browser opens as a page, told by their first bytes.
 * The connector looks the same way; a shop that takes files from the net looks itself.
 */
final class Media {

	/**
	 * As many bytes as `sniffed` looks at.
	 */
	public const HEAD = 4096;

	/**
	 * Media types by the ending that a file is stored under.
	 */
	public const TYPES = array(
		'png'   => 'image/png',
		'jpg'   => 'image/jpeg',
		'webp'  => 'image/webp',
		'gif'   => 'image/gif',
		'avif'  => 'image/avif',
		'hdr'   => 'image/vnd.radiance',
		'ktx2'  => 'image/ktx2',
		'mp4'   => 'video/mp4',
		'glb'   => 'model/gltf-binary',
		'gltf'  => 'model/gltf+json',
		'bin'   => 'application/octet-stream',
		'json'  => 'application/json',
		'woff'  => 'font/woff',
		'woff2' => 'font/woff2',
		'ttf'   => 'font/ttf',
		'otf'   => 'font/otf',
	);

	private const MAGIC = array(
		"\x89PNG\r\n\x1a\n"        => 'png',
		"\xff\xd8\xff"             => 'jpg',
		'GIF87a'                   => 'gif',
		'GIF89a'                   => 'gif',
		"glTF\x02\x00\x00\x00"     => 'glb',
		"\xabKTX 20\xbb\r\n\x1a\n" => 'ktx2',
		'#?RADIANCE'               => 'hdr',
		'#?RGBE'                   => 'hdr',
		'wOFF'                     => 'woff',
		'wOF2'                     => 'woff2',
		"\x00\x01\x00\x00"         => 'ttf',
		"true\x00"                 => 'ttf',
		'OTTO'                     => 'otf',
	);

	private const BRANDS = array(
		'avif' => 'avif',
		'avis' => 'avif',
		'isom' => 'mp4',
		'iso2' => 'mp4',
		'iso4' => 'mp4',
		'iso5' => 'mp4',
		'iso6' => 'mp4',
		'mp41' => 'mp4',
		'mp42' => 'mp4',
		'avc1' => 'mp4',
		'M4V ' => 'mp4',
	);

	private const BUFFERS  = array( 'application/octet-stream', 'application/gltf-buffer' );
	private const PROGRAMS = array( '#!', 'MZ', "\x7fELF", "PK\x03\x04", "\xca\xfe\xba\xbe", "\xcf\xfa\xed\xfe" );

	/**
	 * The ending for a file, by its first bytes; null for all that is not on the list.
	 *
	 * @param string $head     The first bytes, HEAD of them at most.
	 * @param string $declared The media type that its sender names. It chooses between kinds that look alike, and vouches for
	 *                         a model's buffer, which looks like nothing.
	 * @param string $name     The name that its sender gives it; the same.
	 */
	public static function sniffed( string $head, string $declared = '', string $name = '' ): ?string {
		foreach ( self::MAGIC as $magic => $ending ) {
			if ( str_starts_with( $head, (string) $magic ) ) {
				return $ending;
			}
		}
		if ( str_starts_with( $head, 'RIFF' ) && 'WEBP' === substr( $head, 8, 4 ) ) {
			return 'webp';
		}
		if ( 'ftyp' === substr( $head, 4, 4 ) ) {
			return self::BRANDS[ substr( $head, 8, 4 ) ] ?? null;
		}
		if ( self::looks_like_json( $head ) ) {
			return 'model/gltf+json' === strtolower( $declared ) || str_ends_with( strtolower( $name ), '.gltf' ) ? 'gltf' : 'json';
		}
		$says_buffer = in_array( strtolower( $declared ), self::BUFFERS, true ) || str_ends_with( strtolower( $name ), '.bin' );
		return $says_buffer && self::is_plain_data( $head ) ? 'bin' : null;
	}

	/**
	 * Whether it begins as JSON does.
	 *
	 * @param string $head The first bytes.
	 */
	private static function looks_like_json( string $head ): bool {
		$start = str_starts_with( $head, "\xef\xbb\xbf" ) ? substr( $head, 3 ) : $head;
		return in_array( substr( ltrim( $start, " \t\r\n" ), 0, 1 ), array( '{', '[' ), true );
	}

	/**
	 * Not markup, not a script, not a program: bytes that hold a NUL or a high bit, as numbers do.
	 *
	 * @param string $head The first bytes.
	 */
	private static function is_plain_data( string $head ): bool {
		if ( 1 === preg_match( '~<\?(?:php|=)|<(?:!doctype|html|script|svg|head|body|iframe)\b~i', $head ) ) {
			return false;
		}
		foreach ( self::PROGRAMS as $start ) {
			if ( str_starts_with( $head, $start ) ) {
				return false;
			}
		}
		return 1 === preg_match( '/[\x00\x7f-\xff]/', $head );
	}
}
