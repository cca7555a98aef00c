<?php
/**
 * Pictures of orders in the uploads folder.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Pictures;

/**
 * Keeps what is a picture by its bytes, and nothing else. The name is a hash of them: the same picture is kept once, and
 * nobody guesses it.
 */
final class Picture_Files {

	private const FOLDER = 'alter-connector';

	/**
	 * What mail programs show, and its ending.
	 */
	private const TYPES = array(
		'image/png'  => 'png',
		'image/jpeg' => 'jpg',
		'image/gif'  => 'gif',
		'image/webp' => 'webp',
	);

	/**
	 * Pixels of a side. A small file may unfold to more memory than the site has.
	 */
	private const LARGEST_SIDE = 6000;

	/**
	 * Pixels of a side that are kept: orders and mails show small ones.
	 */
	private const KEPT_SIDE = 600;

	/**
	 * The ending for bytes that are a picture of a kind that is kept; null for all else. Pure.
	 *
	 * @param string $bytes Any.
	 */
	public static function ending( string $bytes ): ?string {
		if ( '' === $bytes || strlen( $bytes ) > Pictures::LARGEST ) {
			return null;
		}
		// phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged -- It warns of what is no picture, which is the question.
		$found = @getimagesizefromstring( $bytes );
		if ( ! is_array( $found ) || min( $found[0], $found[1] ) < 1 || max( $found[0], $found[1] ) > self::LARGEST_SIDE ) {
			return null;
		}
		return self::TYPES[ $found['mime'] ?? '' ] ?? null;
	}

	/**
	 * Keeps a picture.
	 *
	 * @param string $bytes As received.
	 * @return string|null Its address; null when it is none, or the folder can not be written.
	 */
	public static function keep( string $bytes ): ?string {
		$ending  = self::ending( $bytes );
		$uploads = wp_upload_dir( null, false );
		if ( null === $ending || ! empty( $uploads['error'] ) ) {
			return null;
		}
		$name   = wp_hash( $bytes, 'nonce' ) . ".{$ending}";
		$folder = self::FOLDER . '/' . substr( $name, 0, 2 );
		$path   = "{$uploads['basedir']}/{$folder}/{$name}";
		if ( ! is_file( $path ) && ! self::write( $path, $bytes ) ) {
			return null;
		}
		return "{$uploads['baseurl']}/{$folder}/{$name}";
	}

	/**
	 * The address as this page needs it; null for what is none of ours.
	 *
	 * @param mixed $url Of the meta.
	 */
	public static function address( mixed $url ): ?string {
		return null === self::path_of( $url ) ? null : set_url_scheme( (string) $url );
	}

	/**
	 * Takes a picture away.
	 *
	 * @param mixed $url Of the meta.
	 */
	public static function remove( mixed $url ): void {
		$path    = self::path_of( $url );
		$uploads = wp_upload_dir( null, false );
		if ( null !== $path && is_file( "{$uploads['basedir']}/{$path}" ) ) {
			wp_delete_file( "{$uploads['basedir']}/{$path}" );
		}
	}

	/**
	 * The path below the uploads folder; null for an address that this class did not make.
	 *
	 * @param mixed $url Any.
	 */
	private static function path_of( mixed $url ): ?string {
		$is_ours = is_string( $url ) && 1 === preg_match( '~^https?://[^\s"\'<>]+/(' . self::FOLDER . '/[0-9a-f]{2}/[0-9a-f]{32}\.(?:png|jpg|gif|webp))$~D', $url, $found );
		return $is_ours ? $found[1] : null;
	}

	/**
	 * Writes the file beside its place first: nobody is served half of it.
	 *
	 * @param string $path  Where.
	 * @param string $bytes What.
	 */
	private static function write( string $path, string $bytes ): bool {
		if ( ! wp_mkdir_p( dirname( $path ) ) ) {
			return false;
		}
		$draft = $path . '.' . wp_generate_password( 8, false ) . '.' . pathinfo( $path, PATHINFO_EXTENSION );
		// phpcs:ignore WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials, as WP_Filesystem does.
		if ( strlen( $bytes ) !== file_put_contents( $draft, $bytes ) ) {
			wp_delete_file( $draft );
			return false;
		}
		self::shrink( $draft );
		// phpcs:ignore WordPress.WP.AlternativeFunctions -- The same.
		$is_there = rename( $draft, $path );
		if ( $is_there ) {
			// phpcs:ignore WordPress.WP.AlternativeFunctions -- The same.
			chmod( $path, fileperms( dirname( $path ) ) & 0000666 );
		} else {
			wp_delete_file( $draft );
		}
		return $is_there;
	}

	/**
	 * Writes it anew, smaller: what hides behind the picture's bytes is gone then. Where PHP can not do that, the picture
	 * stays as it came.
	 *
	 * @param string $path The file.
	 */
	private static function shrink( string $path ): void {
		$editor = wp_get_image_editor( $path );
		if ( is_wp_error( $editor ) ) {
			return;
		}
		$editor->resize( self::KEPT_SIDE, self::KEPT_SIDE );
		$editor->save( $path );
	}
}
