<?php
/**
 * What a zip brings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Delivery;
use PHPUnit\Framework\TestCase;

/**
 * The delivery.php of zips of all kinds.
 */
final class Delivery_Test extends TestCase {

	/**
	 * The folder of this test's files.
	 *
	 * @var string
	 */
	private string $folder;

	/**
	 * Makes the folder.
	 *
	 * @before
	 */
	public function make_folder(): void {
		$this->folder = sys_get_temp_dir() . '/alter-delivery-' . bin2hex( random_bytes( 8 ) );
		mkdir( $this->folder ); // phpcs:ignore
	}

	/**
	 * Removes it.
	 *
	 * @after
	 */
	public function remove_folder(): void {
		array_map( 'unlink', (array) glob( "{$this->folder}/*" ) );
		rmdir( $this->folder ); // phpcs:ignore
	}

	/**
	 * The build for one store.
	 */
	public function test_address_and_code_are_read(): void {
		$delivery = $this->delivery( "return array( 'address' => 'https://connector.example', 'code' => 'abc' );" );
		self::assertSame( 'https://connector.example', $delivery->address() );
		self::assertSame( 'abc', $delivery->code() );
	}

	/**
	 * The build that everybody may fetch.
	 */
	public function test_an_address_comes_without_a_code(): void {
		$delivery = $this->delivery( "return array( 'address' => 'https://connector.example' );" );
		self::assertSame( 'https://connector.example', $delivery->address() );
		self::assertNull( $delivery->code() );
	}

	/**
	 * The build for wordpress.org.
	 */
	public function test_no_file_brings_nothing(): void {
		$delivery = new Delivery( "{$this->folder}/delivery.php" );
		self::assertNull( $delivery->address() );
		self::assertNull( $delivery->code() );
	}

	/**
	 * A file somebody edited breaks no site.
	 *
	 * @testWith ["return 'https://connector.example';"]
	 *           ["return array( 'address' => '', 'code' => 7 );"]
	 *           ["return array( 'address' => null, 'code' => array( 'x' ) );"]
	 *           ["$nothing = 1;"]
	 * @param string $content After the opening tag.
	 */
	public function test_what_is_no_delivery_brings_nothing( string $content ): void {
		$delivery = $this->delivery( $content );
		self::assertNull( $delivery->address() );
		self::assertNull( $delivery->code() );
	}

	/**
	 * A delivery with this file.
	 *
	 * @param string $content After the opening tag.
	 */
	private function delivery( string $content ): Delivery {
		file_put_contents( "{$this->folder}/delivery.php", "<?php\n{$content}\n" ); // phpcs:ignore
		return new Delivery( "{$this->folder}/delivery.php" );
	}
}
