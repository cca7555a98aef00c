<?php
/**
 * Bundles, taken apart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Designs;

use AlterConnector\Designs\Disk_Trouble;
use AlterConnector\Designs\Unpacking;
use AlterConnector\Protocol\Bad_Bundle;
use AlterConnector\Tests\Protocol\Zips;
use AlterConnector\Tests\Vectors;
use PHPUnit\Framework\TestCase;

require_once dirname( __DIR__ ) . '/protocol/class-zips.php';

// phpcs:disable WordPress.WP.AlternativeFunctions, WordPress.PHP.DiscouragedPHPFunctions -- Tests have files of their own.

/**
 * What is right comes out byte by byte; what is not is refused before it has its name.
 */
final class Unpacking_Test extends TestCase {

	private const PNG = "\x89PNG\r\n\x1a\nand more";
	private const GLB = "glTF\x02\x00\x00\x00and more";

	/**
	 * A folder of this test.
	 *
	 * @var string
	 */
	private string $folder;

	/**
	 * Makes it.
	 *
	 * @before
	 */
	public function make_folder(): void {
		$this->folder = sys_get_temp_dir() . '/alter-unpacking-' . bin2hex( random_bytes( 6 ) );
		mkdir( "{$this->folder}/out", 0755, true );
	}

	/**
	 * Takes it away.
	 *
	 * @after
	 */
	public function remove_folder(): void {
		array_map( 'unlink', array_merge( (array) glob( "{$this->folder}/out/*" ), (array) glob( "{$this->folder}/*.part" ) ) );
		rmdir( "{$this->folder}/out" );
		rmdir( $this->folder );
	}

	/**
	 * All files, and no other.
	 */
	public function test_the_connector_s_bundle_comes_out_whole(): void {
		$vector = Vectors::read( 'bundle' );
		$bundle = $this->opened( (string) base64_decode( $vector['zip'], true ), $vector['manifestHash'] );
		self::assertSame( 4, $bundle->count() );
		self::assertSame( 4, $bundle->write( "{$this->folder}/out", 0, static fn(): bool => true ) );
		foreach ( $vector['files'] as $file ) {
			self::assertSame( base64_decode( $file['bytes'], true ), file_get_contents( "{$this->folder}/out/{$file['path']}" ) );
			self::assertSame( 0, fileperms( "{$this->folder}/out/{$file['path']}" ) & 0111 );
		}
		self::assertCount( 4, (array) glob( "{$this->folder}/out/*" ) );
	}

	/**
	 * A run that is over, or that was killed in the middle of a file, goes on where it was.
	 */
	public function test_it_goes_on_where_it_was(): void {
		$files  = Zips::design( array( 'png' => self::PNG, 'glb' => self::GLB ) ); // phpcs:ignore WordPress.Arrays
		$bundle = $this->opened( Zips::of( $files ), hash( 'sha256', $files['manifest.json'] ) );
		self::assertSame( 1, $bundle->write( "{$this->folder}/out", 0, static fn(): bool => false ) );
		$half = array_keys( $files )[1];
		file_put_contents( "{$this->folder}/out/{$half}", 'half' );
		self::assertSame( 3, $bundle->write( "{$this->folder}/out", 1, static fn(): bool => true ) );
		foreach ( $files as $name => $bytes ) {
			self::assertSame( $bytes, file_get_contents( "{$this->folder}/out/{$name}" ) );
		}
	}

	/**
	 * Somebody who may write there put a link in a file's place: what it leads to stays as it is.
	 */
	public function test_nothing_is_written_through_a_link(): void {
		$files  = Zips::design( array( 'png' => self::PNG ) );
		$target = "{$this->folder}/target.part";
		file_put_contents( $target, 'untouched' );
		symlink( $target, "{$this->folder}/out/manifest.json" );
		$bundle = $this->opened( Zips::of( $files ), hash( 'sha256', $files['manifest.json'] ) );
		$bundle->write( "{$this->folder}/out", 0, static fn(): bool => true );
		self::assertSame( 'untouched', file_get_contents( $target ) );
		self::assertFalse( is_link( "{$this->folder}/out/manifest.json" ) );
	}

	/**
	 * A folder that is gone is told as such.
	 */
	public function test_what_can_not_be_written_is_told(): void {
		$files  = Zips::design( array( 'png' => self::PNG ) );
		$bundle = $this->opened( Zips::of( $files ), hash( 'sha256', $files['manifest.json'] ) );
		$this->expectException( Disk_Trouble::class );
		@$bundle->write( "{$this->folder}/nowhere", 0, static fn(): bool => true ); // phpcs:ignore WordPress.PHP.NoSilencedErrors, Generic.PHP.NoSilencedErrors
	}

	/**
	 * Refused, each with its reason.
	 *
	 * @dataProvider hostile
	 * @param array<string, string> $files  What lies in the bundle.
	 * @param string                $reason Of `Bad_Bundle`.
	 * @param string|null           $hash   Of the manifest that was announced; null for the one that is there.
	 */
	public function test_it_refuses( array $files, string $reason, ?string $hash = null ): void {
		try {
			$bundle = $this->opened( Zips::of( $files ), $hash ?? hash( 'sha256', $files['manifest.json'] ?? '' ) );
			$bundle->write( "{$this->folder}/out", 0, static fn(): bool => true );
		} catch ( Bad_Bundle $bad ) {
			self::assertSame( $reason, $bad->reason, $bad->getMessage() );
			return;
		}
		self::fail( 'It was unpacked.' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{0: array<string, string>, 1: string, 2?: string}>
	 */
	public static function hostile(): array {
		$good  = Zips::design( array( 'png' => self::PNG, 'glb' => self::GLB ) ); // phpcs:ignore WordPress.Arrays
		$names = array_keys( $good );
		$other = Zips::design( array( 'png' => self::PNG ) );
		return array(
			'another manifest than announced'   => array( $good, Bad_Bundle::HASH, str_repeat( '0', 64 ) ),
			'no manifest'                       => array( array_diff_key( $good, array( 'manifest.json' => 1 ) ), Bad_Bundle::LIST ),
			'a manifest that is no JSON'        => array( array( 'manifest.json' => '<html>' ), Bad_Bundle::LIST ),
			'a manifest without a list'         => array( array( 'manifest.json' => '{"_connector":{"format":1,"designId":381}}' ), Bad_Bundle::LIST ),
			'a manifest of another format'      => array( array( 'manifest.json' => '{"_connector":{"format":2,"designId":381,"files":[]}}' ), Bad_Bundle::LIST ),
			'a manifest of another design'      => array( array( 'manifest.json' => '{"_connector":{"format":1,"designId":382,"files":[]}}' ), Bad_Bundle::LIST ),
			'a file too many'                   => array( $good + array( hash( 'sha256', 'x' ) . '.png' => self::PNG ), Bad_Bundle::LIST ),
			'a file too few'                    => array( array_diff_key( $good, array( $names[2] => 1 ) ), Bad_Bundle::LIST ),
			'a file that is longer'             => array( array( $names[1] => self::PNG . '!' ) + $good, Bad_Bundle::LIST ),
			'other bytes of the same length'    => array( array( $names[1] => strrev( strrev( self::PNG ) ) ^ str_repeat( "\x00", strlen( self::PNG ) - 1 ) . "\x01" ) + $good, Bad_Bundle::HASH ),
			'PHP that is called a picture'      => array( Zips::design( array( 'png' => '<?php system($_GET[0]);' ) ), Bad_Bundle::KIND ),
			'HTML that is called JSON'          => array( Zips::design( array( 'json' => '<!doctype html><script>1</script>' ) ), Bad_Bundle::KIND ),
			'SVG that is called a picture'      => array( Zips::design( array( 'png' => '<svg onload="x()"/>' ) ), Bad_Bundle::KIND ),
			'a script that is called a buffer'  => array( Zips::design( array( 'bin' => "#!/bin/sh\nid\n" ) ), Bad_Bundle::KIND ),
			'a picture that is called a model'  => array( Zips::design( array( 'glb' => self::PNG ) ), Bad_Bundle::KIND ),
			'a manifest that names PHP'         => array( array( 'manifest.json' => str_replace( '.png', '.php', $other['manifest.json'] ) ) + $other, Bad_Bundle::KIND ),
			'a manifest that leads elsewhere'   => array( array( 'manifest.json' => str_replace( '"path":"', '"path":"..\/', $other['manifest.json'] ) ) + $other, Bad_Bundle::NAME ),
			'a manifest with another hash'      => array( array( 'manifest.json' => preg_replace( '/"sha256":"[0-9a-f]{4}/', '"sha256":"0000', $other['manifest.json'] ) ) + $other, Bad_Bundle::LIST ),
			'a manifest with a negative length' => array( array( 'manifest.json' => preg_replace( '/"bytes":\d+/', '"bytes":-1', $other['manifest.json'] ) ) + $other, Bad_Bundle::LIST ),
		);
	}

	/**
	 * What is not there any more is broken.
	 */
	public function test_a_file_that_is_gone_is_told(): void {
		$this->expectException( Bad_Bundle::class );
		new Unpacking( "{$this->folder}/none.part", '', 381 );
	}

	/**
	 * A bundle on the disk, opened.
	 *
	 * @param string $bytes Its bytes.
	 * @param string $hash  Of its manifest.
	 */
	private function opened( string $bytes, string $hash ): Unpacking {
		$path = "{$this->folder}/bundle.part";
		file_put_contents( $path, $bytes );
		return new Unpacking( $path, $hash, 381 );
	}
}
