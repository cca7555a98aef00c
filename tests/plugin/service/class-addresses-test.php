<?php
/**
 * Which connector is this site's.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Address;
use AlterConnector\Service\Addresses;
use AlterConnector\Service\Delivery;
use PHPUnit\Framework\TestCase;

/**
 * Who names the connector's address, and whose word goes before whose.
 */
final class Addresses_Test extends TestCase {

	private const TYPED = 'https://typed.example';
	private const BAKED = 'https://baked.example';

	/**
	 * Nothing is known.
	 */
	protected function setUp(): void {
		delete_option( 'alter_connector_address' );
	}

	/**
	 * A zip that knows no address.
	 */
	private static function without_zip(): Addresses {
		return new Addresses( new Delivery( __DIR__ . '/none.php' ) );
	}

	/**
	 * A zip that was delivered by a connector.
	 */
	private static function with_zip(): Addresses {
		$file = (string) tempnam( sys_get_temp_dir(), 'alter' );
		file_put_contents( $file, "<?php return array( 'address' => '" . self::BAKED . "' );" ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		$addresses = new Addresses( new Delivery( $file ) );
		unlink( $file ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		return $addresses;
	}

	/**
	 * Where calls go.
	 *
	 * @param Addresses $addresses Of a site.
	 */
	private static function url( Addresses $addresses ): ?string {
		$current = $addresses->current();
		return null === $current ? null : $current->url( '' );
	}

	/**
	 * Before the site is connected it may be typed as often as one likes.
	 */
	public function test_what_is_typed_counts(): void {
		$addresses = self::without_zip();
		self::assertNull( self::url( $addresses ) );
		$addresses->type( 'https://wrong.example' );
		$addresses->type( self::TYPED );
		self::assertSame( self::TYPED, self::url( $addresses ) );
		self::assertFalse( $addresses->current()->trusted );
	}

	/**
	 * The token of a connected site would go to the address that is typed.
	 */
	public function test_a_connected_site_is_led_nowhere_else(): void {
		$addresses = self::without_zip();
		$addresses->keep( $addresses->type( self::TYPED ) );
		$addresses->type( self::TYPED . '/' );
		try {
			$addresses->type( 'https://thief.example' );
			self::fail( 'It was taken.' );
		} catch ( \DomainException $refused ) {
			self::assertStringContainsString( self::TYPED, $refused->getMessage() );
		}
		self::assertSame( self::TYPED, self::url( $addresses ) );
	}

	/**
	 * After it is disconnected, it may be.
	 */
	public function test_a_disconnected_site_may_go_elsewhere(): void {
		$addresses = self::without_zip();
		$addresses->keep( $addresses->type( self::TYPED ) );
		$addresses->let_go();
		self::assertSame( self::TYPED, self::url( $addresses ) );
		$addresses->type( 'https://other.example' );
		self::assertSame( 'https://other.example', self::url( $addresses ) );
	}

	/**
	 * The zip's enrolment code is for the connector that made the zip.
	 */
	public function test_a_zip_outranks_what_was_only_typed(): void {
		self::without_zip()->type( self::TYPED );
		$addresses = self::with_zip();
		self::assertSame( self::BAKED, self::url( $addresses ) );
		self::assertTrue( $addresses->current()->trusted );
	}

	/**
	 * A zip does not move a connected shop; a disconnected one follows it.
	 */
	public function test_a_connection_outranks_a_zip(): void {
		self::without_zip()->keep( Address::parse( self::TYPED, false ) );
		$addresses = self::with_zip();
		self::assertSame( self::TYPED, self::url( $addresses ) );
		self::assertFalse( $addresses->current()->trusted );
		$addresses->let_go();
		self::assertSame( self::BAKED, self::url( $addresses ) );
	}
}
