<?php
/**
 * Pictures of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\Orders\Picture_Files;
use AlterConnector\Service\Pictures;
use PHPUnit\Framework\TestCase;

/**
 * What is kept, and from where.
 */
final class Picture_Files_Test extends TestCase {

	/**
	 * One white pixel.
	 */
	private const PNG = '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0500f000485018084a98c210000000049454e44ae426082';

	private const GIF = '47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b';

	/**
	 * By its bytes, whatever it calls itself.
	 */
	public function test_a_picture_is_told_by_its_bytes(): void {
		self::assertSame( 'png', Picture_Files::ending( (string) hex2bin( self::PNG ) ) );
		self::assertSame( 'gif', Picture_Files::ending( (string) hex2bin( self::GIF ) ) );
	}

	/**
	 * What is none, or none that is kept.
	 */
	public function test_all_else_is_refused(): void {
		$wide = substr_replace( (string) hex2bin( self::PNG ), pack( 'N', 60000 ), 16, 4 );
		foreach ( array( '', 'GIF89a<?php', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<?php echo 1;', $wide, str_repeat( 'x', Pictures::LARGEST + 1 ) ) as $bytes ) {
			self::assertNull( Picture_Files::ending( $bytes ), substr( $bytes, 0, 20 ) );
		}
	}

	/**
	 * Only a connector's pictures are fetched, and only by their path.
	 */
	public function test_the_path_of_a_picture(): void {
		self::assertSame( '/storefront/v1/sk_1/thumbnails/v1.abc-_~.def', Pictures::path( 'https://any.example/base/storefront/v1/sk_1/thumbnails/v1.abc-_~.def?x=1' ) );
		foreach ( array( null, '', 'https://any.example/', 'https://any.example/storefront/v1/sk_1/thumbnails/a/../b', 'https://any.example/storefront/v1/sk_1/thumbnails/%2e%2e', 'https://any.example/storefront/v1/sk_1/session' ) as $url ) {
			self::assertNull( Pictures::path( $url ), (string) $url );
		}
	}
}
