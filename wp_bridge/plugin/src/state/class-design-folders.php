<?php
/**
 * Where the files of local designs lie.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

use AlterConnector\Protocol\Media;
use AlterConnector\Protocol\Stored_Zip;

// phpcs:disable WordPress.WP.AlternativeFunctions -- A job may not ask for FTP credentials, as WP_Filesystem does.

/**
 * The folder `alter` below the site's uploads: one folder a version of a design, and what is under way. Other plugins may
 * have files there too; nothing here touches what this plugin did not make.
 */
final class Design_Folders {

	private const FOLDER = '/^[A-Za-z0-9_]{1,64}-[0-9a-f]{12}$/D';
	private const WORK   = '/^(?:new|old)-[A-Za-z0-9]{32}$/D';
	private const PART   = '/^[A-Za-z0-9]{32}\.(?:part|piece)$/D';
	private const RULES  = '.htaccess';

	/**
	 * Folders that nobody is to be served from any more, with when that was noticed.
	 */
	private const RETIRED = 'alter_connector_retired_designs';

	/**
	 * The folder itself, without a slash at its end.
	 */
	public function path(): string {
		return self::place()['path'];
	}

	/**
	 * Its address, in the scheme of the shop; without a slash at its end.
	 */
	public function url(): string {
		return self::place()['url'];
	}

	/**
	 * The path of a folder in it.
	 *
	 * @param string $name Of a folder.
	 */
	public function of( string $name ): string {
		return $this->path() . '/' . $name;
	}

	/**
	 * A file's path; null unless it is a file of a version that is there, under the name that it was unpacked by.
	 *
	 * @param string $folder Untrusted.
	 * @param string $name   Untrusted.
	 */
	public function file( string $folder, string $name ): ?string {
		$is_named = 1 === preg_match( self::FOLDER, $folder ) && self::is_file_name( $name );
		$path     = $this->of( "{$folder}/{$name}" );
		return $is_named && is_file( $path ) && ! is_link( $path ) && ! is_link( dirname( $path ) ) ? $path : null;
	}

	/**
	 * Whether a file of a design may be called so.
	 *
	 * @param string $name Any.
	 */
	public static function is_file_name( string $name ): bool {
		return Stored_Zip::MANIFEST === $name || ( 1 === preg_match( Stored_Zip::NAME, $name, $parts ) && isset( Media::TYPES[ $parts[2] ] ) );
	}

	/**
	 * Makes the folder; false when the disk does not let us.
	 */
	public function make(): bool {
		return wp_mkdir_p( $this->path() ) && wp_is_writable( $this->path() );
	}

	/**
	 * Writes the web server's rules, when they are not the same already.
	 *
	 * @param string $rules For Apache and its like.
	 */
	public function write_rules( string $rules ): void {
		$path = $this->of( self::RULES );
		if ( ! is_file( $path ) || file_get_contents( $path ) !== $rules ) {
			file_put_contents( $path, $rules, LOCK_EX );
		}
	}

	/**
	 * Bytes that are free there; null where the host does not say.
	 */
	public function free(): ?float {
		if ( ! function_exists( 'disk_free_space' ) ) {
			return null;
		}
		// phpcs:ignore WordPress.PHP.NoSilencedErrors.Discouraged, Generic.PHP.NoSilencedErrors.Discouraged -- Hosts with open_basedir warn instead of answering.
		$free = @disk_free_space( $this->path() );
		return false === $free ? null : $free;
	}

	/**
	 * Takes a folder of ours away with the files of ours in it. What somebody else put there stays, and then so does the
	 * folder.
	 *
	 * @param string $name Of a version, or of work under way.
	 */
	public function remove( string $name ): void {
		$path = $this->of( $name );
		if ( ! self::is_ours( $name ) || is_link( $path ) ) {
			return;
		}
		if ( is_file( $path ) ) {
			wp_delete_file( $path );
			return;
		}
		foreach ( self::names( $path ) as $file ) {
			if ( self::is_file_name( $file ) ) {
				wp_delete_file( "{$path}/{$file}" );
			}
		}
		if ( is_dir( $path ) && ! self::names( $path ) ) {
			rmdir( $path );
		}
		$this->forget( $name );
	}

	/**
	 * Nobody is to be served from a folder any more. Sessions that are open go on for a while.
	 *
	 * @param string $name Of a version.
	 * @param int    $now  Unix seconds.
	 */
	public function retire( string $name, int $now ): void {
		$retired = self::retired();
		if ( ! isset( $retired[ $name ] ) ) {
			update_option( self::RETIRED, $retired + array( $name => $now ), false );
		}
	}

	/**
	 * Takes away what nobody has used for a while.
	 *
	 * @param list<string> $used Folders and work that rows name.
	 * @param int          $now  Unix seconds.
	 * @param int          $life Seconds that something is left alone.
	 * @return int How many things went.
	 */
	public function sweep( array $used, int $now, int $life ): int {
		$gone    = 0;
		$retired = self::retired();
		foreach ( self::names( $this->path() ) as $name ) {
			if ( ! self::is_ours( $name ) || in_array( $name, $used, true ) ) {
				continue;
			}
			if ( ! isset( $retired[ $name ] ) ) {
				$this->retire( $name, $now );
			} elseif ( $now - $retired[ $name ] >= $life ) {
				$this->remove( $name );
				++$gone;
			}
		}
		foreach ( array_intersect( array_keys( $retired ), $used ) as $name ) {
			$this->forget( (string) $name );
		}
		return $gone;
	}

	/**
	 * Takes everything of ours away. For the uninstaller.
	 */
	public function erase(): void {
		foreach ( self::names( $this->path() ) as $name ) {
			$this->remove( $name );
		}
		$rules = $this->of( self::RULES );
		if ( is_file( $rules ) && array( self::RULES ) === self::names( $this->path() ) ) {
			wp_delete_file( $rules );
		}
		if ( is_dir( $this->path() ) && ! self::names( $this->path() ) ) {
			rmdir( $this->path() );
		}
	}

	/**
	 * Whether a name in the folder is one that this plugin gives.
	 *
	 * @param string $name Any.
	 */
	private static function is_ours( string $name ): bool {
		return 1 === preg_match( self::FOLDER, $name ) || 1 === preg_match( self::WORK, $name ) || 1 === preg_match( self::PART, $name );
	}

	/**
	 * A folder is not retired any more.
	 *
	 * @param string $name Its name.
	 */
	private function forget( string $name ): void {
		$retired = self::retired();
		if ( isset( $retired[ $name ] ) ) {
			unset( $retired[ $name ] );
			update_option( self::RETIRED, $retired, false );
		}
	}

	/**
	 * The list.
	 *
	 * @return array<string, int>
	 */
	private static function retired(): array {
		$found = get_option( self::RETIRED );
		return is_array( $found ) ? array_map( 'intval', $found ) : array();
	}

	/**
	 * What lies in a folder.
	 *
	 * @param string $path Any.
	 * @return list<string>
	 */
	private static function names( string $path ): array {
		$found = is_dir( $path ) ? scandir( $path ) : false;
		return false === $found ? array() : array_values( array_diff( $found, array( '.', '..' ) ) );
	}

	/**
	 * Path and address.
	 *
	 * @return array{path: string, url: string}
	 */
	private static function place(): array {
		$uploads = wp_upload_dir( null, false );
		$place   = array(
			'path' => untrailingslashit( (string) $uploads['basedir'] ) . '/alter',
			'url'  => untrailingslashit( set_url_scheme( (string) $uploads['baseurl'], (string) wp_parse_url( home_url(), PHP_URL_SCHEME ) ) ) . '/alter',
		);
		/**
		 * Where local designs are kept, and under which address they are served.
		 *
		 * @param array{path: string, url: string} $place Both without a slash at the end; each site of a network needs its own.
		 */
		$chosen = (array) apply_filters( 'alter_connector_designs_place', $place );
		return array(
			'path' => is_string( $chosen['path'] ?? null ) && '' !== $chosen['path'] ? untrailingslashit( $chosen['path'] ) : $place['path'],
			'url'  => is_string( $chosen['url'] ?? null ) && '' !== $chosen['url'] ? untrailingslashit( $chosen['url'] ) : $place['url'],
		);
	}
}
