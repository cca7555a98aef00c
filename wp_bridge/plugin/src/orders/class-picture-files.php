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
		// phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged, Generic.PHP.NoSilencedErrors.Discouraged -- It warns of what is no picture, which is the question.
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
		$kept   = self::kept( $ending );
		$name   = wp_hash( $bytes, 'nonce' ) . ".{$kept}";
		$folder = self::FOLDER . '/' . substr( $name, 0, 2 );
		$path   = "{$uploads['basedir']}/{$folder}/{$name}";
		if ( ! is_file( $path ) && ! self::write( $path, $bytes, $ending ) ) {
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
	 * The ending that is kept: many mail programs do not show WebP.
	 *
	 * @param string $ending Of the picture as received.
	 */
	private static function kept( string $ending ): string {
		return 'webp' === $ending && wp_image_editor_supports( array( 'mime_type' => 'image/webp' ) ) ? 'png' : $ending;
	}

	/**
	 * Writes the file beside its place first: nobody is served half of it.
	 *
	 * @param string $path   Where.
	 * @param string $bytes  What.
	 * @param string $ending Of the bytes.
	 */
	private static function write( string $path, string $bytes, string $ending ): bool {
		if ( ! wp_mkdir_p( dirname( $path ) ) ) {
			return false;
		}
		$draft = $path . '.' . wp_generate_password( 8, false ) . ".{$ending}";
		// phpcs:ignore WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials, as WP_Filesystem does.
		$is_there = strlen( $bytes ) === file_put_contents( $draft, $bytes ) && self::settle( $draft, $path );
		wp_delete_file( $draft );
		return $is_there;
	}

	/**
	 * Writes it anew, smaller, at its place: what hides behind the picture's bytes is gone then. Where PHP can not do that,
	 * the picture stays as it came.
	 *
	 * @param string $draft As received.
	 * @param string $path  Its place.
	 */
	private static function settle( string $draft, string $path ): bool {
		$ending = pathinfo( $path, PATHINFO_EXTENSION );
		$editor = wp_get_image_editor( $draft );
		$beside = "{$draft}.new.{$ending}";
		if ( ! is_wp_error( $editor ) ) {
			$editor->resize( self::KEPT_SIDE, self::KEPT_SIDE );
			$saved  = $editor->save( $beside, (string) array_search( $ending, self::TYPES, true ) );
			$beside = is_wp_error( $saved ) ? '' : (string) $saved['path'];
		}
		$from = is_file( $beside ) ? $beside : $draft;
		// A picture that could not be written anew keeps its own kind, or none.
		$is_kind = pathinfo( $from, PATHINFO_EXTENSION ) === $ending;
		// phpcs:ignore WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials.
		$is_there = $is_kind && rename( $from, $path );
		if ( $is_there ) {
			// phpcs:ignore WordPress.WP.AlternativeFunctions -- The same.
			chmod( $path, fileperms( dirname( $path ) ) & 0000666 );
		}
		return $is_there;
	}
}
