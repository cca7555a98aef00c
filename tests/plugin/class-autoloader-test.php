<?php
/**
 * How classes are found.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests;

use PHPUnit\Framework\TestCase;

/**
 * Names and files belong together, for every class of the plugin.
 */
final class Autoloader_Test extends TestCase {

	/**
	 * Each is loaded by the name that its file says it has.
	 *
	 * @dataProvider files
	 * @param string $path Below src.
	 */
	public function test_every_file_holds_the_class_of_its_name( string $path ): void {
		$code = (string) file_get_contents( self::source() . "/{$path}" ); // phpcs:ignore
		self::assertSame( 1, preg_match( '/^namespace (AlterConnector[\\\\A-Za-z_]*);$/m', $code, $space ) );
		self::assertSame( 1, preg_match( '/^(?:final |abstract )*(?:class|interface|trait) ([A-Za-z_0-9]+)/m', $code, $name ) );
		$folders = str_replace( '_', '-', strtolower( str_replace( '\\', '/', substr( $space[1], strlen( 'AlterConnector' ) ) ) ) );
		$file    = 'class-' . str_replace( '_', '-', strtolower( $name[1] ) ) . '.php';
		self::assertSame( ltrim( "{$folders}/{$file}", '/' ), $path );
	}

	/**
	 * Others' classes are others' business.
	 */
	public function test_it_leaves_other_names_alone(): void {
		self::assertFalse( class_exists( 'AlterConnectorish\\Parts' ) );
		self::assertFalse( class_exists( 'AlterConnector\\Nowhere\\Nothing' ) );
		self::assertFalse( class_exists( 'AlterConnector\\..\\Alter_Connector' ) );
		self::assertTrue( class_exists( 'AlterConnector\\Service\\Http_Gate' ) );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{string}>
	 */
	public static function files(): array {
		$found = array();
		$files = new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::source(), \FilesystemIterator::SKIP_DOTS ) );
		foreach ( $files as $file ) {
			$path = substr( $file->getPathname(), strlen( self::source() ) + 1 );
			if ( preg_match( '~(^|/)class-[^/]+\.php$~', $path ) ) {
				$found[ $path ] = array( $path );
			}
		}
		return $found;
	}

	/**
	 * The folder of the plugin's classes.
	 */
	private static function source(): string {
		return dirname( __DIR__, 2 ) . '/wp_bridge/plugin/src';
	}
}
