<?php
/**
 * Where a browser may be sent to.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Connect;

use AlterConnector\Connect\Start;
use PHPUnit\Framework\TestCase;

/**
 * The address that the connector names carries the state: it goes over TLS, or stays on the machine.
 */
final class Start_Test extends TestCase {

	/**
	 * Taken.
	 *
	 * @testWith ["https://alterproduct.com/app/wp-connect?state=a"]
	 *           ["http://127.0.0.1:8099/app/wp-connect?state=a"]
	 *           ["http://localhost:8099/app/wp-connect"]
	 *           ["http://[::1]:8099/app/wp-connect"]
	 * @param string $url As the connector answered it.
	 */
	public function test_these_may_be_opened( string $url ): void {
		self::assertTrue( Start::may_be_opened( $url ) );
	}

	/**
	 * Refused.
	 *
	 * @testWith ["http://alterproduct.com/app/wp-connect"]
	 *           ["http://10.0.0.1/app"]
	 *           ["//alterproduct.com/app"]
	 *           ["javascript:alert(1)"]
	 *           ["javascript://127.0.0.1/%0aalert(1)"]
	 *           ["https:///app"]
	 *           ["https://owner@alterproduct.com/"]
	 *           ["https://alterproduct.com\\@evil.example/"]
	 *           ["https://alterproduct.com/a b"]
	 *           ["https://alterproduct.com/\r\nSet-Cookie: a=b"]
	 *           ["/wp-admin/"]
	 *           [""]
	 * @param string $url As the connector answered it.
	 */
	public function test_these_may_not( string $url ): void {
		self::assertFalse( Start::may_be_opened( $url ) );
	}
}
