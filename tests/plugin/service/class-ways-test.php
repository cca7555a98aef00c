<?php
/**
 * The way by which browsers come to a session.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Ways;
use AlterConnector\State\Way;
use PHPUnit\Framework\TestCase;

/**
 * What browsers do not allow is known without asking; the rest is heard.
 */
final class Ways_Test extends TestCase {

	/**
	 * By the two addresses.
	 *
	 * @testWith ["https://shop.example/", "https", "connector.example", null]
	 *           ["http://shop.example/", "http", "127.0.0.1", "inside"]
	 *           ["https://shop.example/", "http", "10.0.0.5", "plain"]
	 *           ["https://shop.example/", "https", "10.0.0.5", "inside"]
	 *           ["https://shop.example/", "https", "[fd00::1]", "inside"]
	 *           ["https://shop.example/", "https", "connector", "inside"]
	 *           ["https://shop.example/", "https", "connector.internal", "inside"]
	 *           ["https://shop.example/", "https", "shop.localhost", "inside"]
	 *           ["http://localhost:8000/", "http", "127.0.0.1", null]
	 *           ["http://127.0.0.1/", "http", "10.0.0.5", null]
	 *           ["https://localhost/", "http", "127.0.0.1", "plain"]
	 *           ["https://shop.example/", "https", "203.0.113.5", null]
	 *           ["https://shop.example/", "https", "internal.example", null]
	 * @param string      $home   The shop's.
	 * @param string      $scheme The connector's.
	 * @param string      $host   The connector's.
	 * @param string|null $reason Against the direct way.
	 */
	public function test_addresses( string $home, string $scheme, string $host, ?string $reason ): void {
		self::assertSame( $reason, Ways::judge( $home, $scheme, $host ) );
	}

	/**
	 * By an answer. What is none changes nothing.
	 *
	 * @testWith [404, "storefront.noActiveBinding", true, "answered"]
	 *           [404, "storefront.noActiveBinding", false, "unreadable"]
	 *           [403, "storefront.originNotAllowed", false, "foreign"]
	 *           [404, "storefront.unknownKey", true, null]
	 *           [429, "storefront.tooManySessions", true, null]
	 *           [502, "", false, null]
	 *           [0, "", false, null]
	 * @param int         $status   HTTP.
	 * @param string      $code     The connector's.
	 * @param bool        $readable By a page.
	 * @param string|null $reason   What it says.
	 */
	public function test_answers( int $status, string $code, bool $readable, ?string $reason ): void {
		$heard = compact( 'status', 'code', 'readable' ) + array( 'problem' => '' );
		self::assertSame( $reason, Ways::heard( $heard ) );
	}

	/**
	 * A way is kept with its reason; an odd option is the direct one.
	 */
	public function test_the_way_is_kept(): void {
		$way = new Way();
		$way->forget();
		self::assertSame( array( 'direct', 'unmeasured', 0 ), array( $way->current(), $way->reason(), $way->found_at() ) );
		update_option( 'alter_connector_way', array( 'way' => 'pigeon', 'reason' => array() ) ); // phpcs:ignore
		self::assertSame( array( 'direct', 'unmeasured' ), array( $way->current(), $way->reason() ) );
		$way->keep( Way::DIRECT, Way::ANSWERED, 7 );
		self::assertSame( array( 'direct', 'answered', 7 ), array( $way->current(), $way->reason(), $way->found_at() ) );
		$way->forget();
	}
}
