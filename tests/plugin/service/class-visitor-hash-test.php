<?php
/**
 * What the connector hears of a visitor's address.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Visitor_Hash;
use PHPUnit\Framework\TestCase;

/**
 * One visitor is one hash for a day, and nobody's claims about himself count.
 */
final class Visitor_Hash_Test extends TestCase {

	/**
	 * The same, and another for each thing that makes it another.
	 */
	public function test_one_visitor_one_day(): void {
		$hash = Visitor_Hash::of( '203.0.113.7', 'secret', '2026-11-22' );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $hash );
		self::assertSame( $hash, Visitor_Hash::of( '203.0.113.7', 'secret', '2026-11-22' ) );
		self::assertSame( $hash, Visitor_Hash::of( '::ffff:203.0.113.7', 'secret', '2026-11-22' ) );
		self::assertNotSame( $hash, Visitor_Hash::of( '203.0.113.8', 'secret', '2026-11-22' ) );
		self::assertNotSame( $hash, Visitor_Hash::of( '203.0.113.7', 'other', '2026-11-22' ) );
		self::assertNotSame( $hash, Visitor_Hash::of( '203.0.113.7', 'secret', '2026-11-23' ) );
	}

	/**
	 * A household of IPv6 is one visitor.
	 */
	public function test_a_household(): void {
		$hash = Visitor_Hash::of( '2001:db8:1:2::1', 's', 'd' );
		self::assertSame( $hash, Visitor_Hash::of( '2001:db8:1:2:ffff::9', 's', 'd' ) );
		self::assertNotSame( $hash, Visitor_Hash::of( '2001:db8:1:3::1', 's', 'd' ) );
	}

	/**
	 * Who calls from a public address is the visitor, whatever the headers say.
	 *
	 * @testWith ["203.0.113.7", "198.51.100.1", "203.0.113.7"]
	 *           ["10.0.0.2", "198.51.100.1, 203.0.113.7", "203.0.113.7"]
	 *           ["127.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"]
	 *           ["10.0.0.2", "not an address", "10.0.0.2"]
	 *           ["10.0.0.2", null, "10.0.0.2"]
	 *           ["::1", "2001:db8::1", "2001:db8::1"]
	 * @param string      $caller  REMOTE_ADDR.
	 * @param string|null $chain   X-Forwarded-For.
	 * @param string      $visitor Who counts.
	 */
	public function test_who_calls( string $caller, ?string $chain, string $visitor ): void {
		$server = array(
			'REMOTE_ADDR'          => $caller,
			'HTTP_X_FORWARDED_FOR' => $chain,
		);
		self::assertSame( $visitor, Visitor_Hash::address( $server ) );
	}
}
