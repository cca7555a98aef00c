<?php
/**
 * The zip that the connector writes.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\Protocol\Stored_Zip;
use AlterConnector\Tests\Vectors;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-zips.php';

// phpcs:disable WordPress.WP.AlternativeFunctions, WordPress.PHP.DiscouragedPHPFunctions -- Tests have files in memory.

/**
 * Read as it is written, and nothing else is read.
 */
final class Stored_Zip_Test extends TestCase {

	private const PNG = "\x89PNG\r\n\x1a\n";

	/**
	 * Names, order and bytes of what Python wrote.
	 */
	public function test_it_reads_what_the_connector_writes(): void {
		$vector = Vectors::read( 'bundle' );
		$zip    = self::opened( (string) base64_decode( $vector['zip'], true ) );
		$sizes  = array();
		foreach ( $vector['files'] as $file ) {
			$bytes                  = (string) base64_decode( $file['bytes'], true );
			$sizes[ $file['path'] ] = strlen( $bytes );
			self::assertSame( $bytes, implode( '', iterator_to_array( $zip->read( $file['path'], 7 ), false ) ) );
		}
		self::assertSame( $sizes, $zip->sizes() );
	}

	/**
	 * Refused, each with its reason.
	 *
	 * @dataProvider hostile
	 * @param string $bytes  A file.
	 * @param string $reason Of `Bad_Bundle`.
	 */
	public function test_it_refuses( string $bytes, string $reason ): void {
		try {
			self::opened( $bytes );
		} catch ( Bad_Bundle $bad ) {
			self::assertSame( $reason, $bad->reason, $bad->getMessage() );
			return;
		}
		self::fail( 'It was read.' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{string, string}>
	 */
	public static function hostile(): array {
		$files = Zips::design( array( 'png' => self::PNG . 'one', 'glb' => "glTF\x02\x00\x00\x00two" ) ); // phpcs:ignore WordPress.Arrays
		$whole = Zips::of( $files );
		$name  = (string) array_key_last( $files );
		$cases = array(
			'nothing'                     => array( '', Bad_Bundle::BROKEN ),
			'a page'                      => array( str_repeat( '<html>', 20 ), Bad_Bundle::BROKEN ),
			'the first half'              => array( substr( $whole, 0, intdiv( strlen( $whole ), 2 ) ), Bad_Bundle::BROKEN ),
			'all but a byte'              => array( substr( $whole, 0, -1 ), Bad_Bundle::BROKEN ),
			'without its first byte'      => array( substr( $whole, 1 ), Bad_Bundle::BROKEN ),
			'with something before it'    => array( "#!/bin/sh\n{$whole}", Bad_Bundle::BROKEN ),
			'with something behind it'    => array( "{$whole}<?php", Bad_Bundle::BROKEN ),
			'with a comment'              => array( substr( $whole, 0, -2 ) . "\x05\x00<?php", Bad_Bundle::BROKEN ),
			'no entries'                  => array( "PK\x05\x06" . str_repeat( "\x00", 18 ), Bad_Bundle::FOREIGN ),
			'compressed'                  => array( Zips::of( $files, array( $name => array( 'method' => 8 ) ) ), Bad_Bundle::FOREIGN ),
			'encrypted'                   => array( Zips::of( $files, array( $name => array( 'flags' => 1 ) ) ), Bad_Bundle::FOREIGN ),
			'a length that comes later'   => array( Zips::of( $files, array( $name => array( 'flags' => 8 ) ) ), Bad_Bundle::FOREIGN ),
			'a link'                      => array( Zips::of( $files, array( $name => array( 'outer' => 0120777 << 16 ) ) ), Bad_Bundle::NAME ),
			'a folder'                    => array( Zips::of( $files, array( $name => array( 'outer' => 0040755 << 16 ) ) ), Bad_Bundle::NAME ),
			'ten gigabytes, it says'      => array( Zips::of( $files, array( $name => array( 'size' => 0xfffffffe ) ) ), Bad_Bundle::BROKEN ),
			'shorter than it is'          => array( Zips::of( $files, array( $name => array( 'size' => 2 ) ) ), Bad_Bundle::BROKEN ),
			'two entries of one place'    => array( Zips::of( $files, array( $name => array( 'offset' => 0 ) ) ), Bad_Bundle::FOREIGN ),
			'another name in its own head' => array( Zips::of( $files, array( $name => array( 'inner_name' => str_replace( '.glb', '.php', $name ) ) ) ), Bad_Bundle::FOREIGN ),
		);
		foreach ( array( '../../wp-config.json', '/etc/passwd.json', 'sub/' . $name, '..\\' . $name, '.htaccess', 'manifest.json.', 'index.html', 'x.png', strtoupper( $name ), "{$name}\n", "{$name}\x00.php", str_repeat( 'a', 64 ) . '.png.php' ) as $bad ) {
			$cases[ "called {$bad}" ] = array( Zips::of( $files + array( $bad => self::PNG ) ), Bad_Bundle::NAME );
		}
		foreach ( array( 'php', 'phtml', 'html', 'js', 'svg', 'cgi', 'zip' ) as $ending ) {
			$cases[ "an ending {$ending}" ] = array( Zips::of( $files + array( str_repeat( 'b', 64 ) . ".{$ending}" => self::PNG ) ), Bad_Bundle::KIND );
		}
		return $cases;
	}

	/**
	 * Two of a name can not be told apart on a disk.
	 */
	public function test_two_files_of_one_name_are_refused(): void {
		$name  = str_repeat( 'c', 64 ) . '.png';
		$other = str_repeat( 'd', 64 ) . '.png';
		$zip   = str_replace( $other, $name, Zips::of( array( $name => self::PNG, $other => self::PNG ) ) ); // phpcs:ignore WordPress.Arrays
		$this->expectExceptionMessage( 'two files have one name' );
		self::opened( $zip );
	}

	/**
	 * A bundle in memory.
	 *
	 * @param string $bytes Its bytes.
	 */
	private static function opened( string $bytes ): Stored_Zip {
		$file = fopen( 'php://memory', 'w+b' );
		fwrite( $file, $bytes );
		return new Stored_Zip( $file, strlen( $bytes ) );
	}
}
