<?php
/**
 * Finds a class by its name: `AlterConnector\Service\Http_Gate` lives in src/service/class-http-gate.php.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector;

/**
 * The plugin ships no vendor library, so it needs no more than this of one.
 */
final class Autoloader {

	private const PREFIX = 'AlterConnector\\';

	/**
	 * Loads classes of this namespace, and nothing else, from a folder.
	 *
	 * @param string $root The folder of the namespace's root, without a slash at its end.
	 */
	public static function register( string $root ): void {
		spl_autoload_register(
			static function ( string $name ) use ( $root ): void {
				if ( ! str_starts_with( $name, self::PREFIX ) ) {
					return;
				}
				$file = $root . '/' . self::path( substr( $name, strlen( self::PREFIX ) ) );
				if ( is_file( $file ) ) {
					require_once $file;
				}
			}
		);
	}

	/**
	 * The path of a class below the root.
	 *
	 * @param string $name The class without the plugin's namespace.
	 */
	private static function path( string $name ): string {
		$parts = explode( '\\', str_replace( '_', '-', strtolower( $name ) ) );
		$class = array_pop( $parts );
		return implode( '/', array_merge( $parts, array( "class-{$class}.php" ) ) );
	}
}
