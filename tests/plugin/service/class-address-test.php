<?php
/**
 * Where a connector may be.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Address;
use PHPUnit\Framework\TestCase;

/**
 * What can be a connector's address, and what it leads to.
 */
final class Address_Test extends TestCase {

	/**
	 * Written anew.
	 *
	 * @testWith ["https://connector.example", "https://connector.example/v1/store"]
	 *           [" HTTPS://Connector.Example:443/ ", "https://connector.example/v1/store"]
	 *           ["https://connector.example:8443/alter/", "https://connector.example:8443/alter/v1/store"]
	 *           ["http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/store"]
	 *           ["http://localhost:80", "http://localhost/v1/store"]
	 *           ["http://[::1]:9000", "http://[::1]:9000/v1/store"]
	 *           ["http://10.1.2.3/", "http://10.1.2.3/v1/store"]
	 *           ["https://[2a00:1450::1]", "https://[2a00:1450::1]/v1/store"]
	 * @param string $text As somebody wrote it.
	 * @param string $url  Of a path below it.
	 */
	public function test_addresses_lead_to_their_paths( string $text, string $url ): void {
		self::assertSame( $url, Address::parse( $text, true )->url( '/v1/store' ) );
	}

	/**
	 * Each for people.
	 *
	 * @testWith ["", "This is not an address"]
	 *           ["connector.example", "This is not an address"]
	 *           ["https://", "This is not an address"]
	 *           ["/connector", "This is not an address"]
	 *           ["https://owner@connector.example", "nothing else"]
	 *           ["https://owner:secret@connector.example", "nothing else"]
	 *           ["https://connector.example/?a=b", "nothing else"]
	 *           ["https://connector.example/#a", "nothing else"]
	 *           ["https://connector.example\\@evil.example", "nothing else"]
	 *           ["https://connector.example/a b", "nothing else"]
	 *           ["http://connector.example", "must start with https://"]
	 *           ["ftp://127.0.0.1", "must start with https://"]
	 *           ["javascript://127.0.0.1/", "must start with https://"]
	 *           ["http://8.8.8.8", "must start with https://"]
	 *           ["http://169.254.169.254", "must start with https://"]
	 *           ["http://0.0.0.0", "must start with https://"]
	 * @param string $text As somebody wrote it.
	 * @param string $says A part of the sentence.
	 */
	public function test_what_is_no_connectors_address_is_refused( string $text, string $says ): void {
		$this->expectException( \DomainException::class );
		$this->expectExceptionMessage( $says );
		Address::parse( $text, true );
	}

	/**
	 * The query is escaped once.
	 */
	public function test_a_query_is_escaped(): void {
		$address = Address::parse( 'https://connector.example', true );
		self::assertSame( 'https://connector.example/v1/designs?search=a%20b%26c&limit=5', $address->url( '/v1/designs', array( 'search' => 'a b&c', 'limit' => 5 ) ) ); // phpcs:ignore
	}

	/**
	 * The gate is opened for this place alone.
	 *
	 * @testWith ["https://connector.example:8443/v1/store", true]
	 *           ["HTTPS://CONNECTOR.example:8443/?a", true]
	 *           ["http://connector.example:8443/v1/store", false]
	 *           ["https://connector.example/v1/store", false]
	 *           ["https://connector.example:8444/", false]
	 *           ["https://evil.example:8443/", false]
	 *           ["https://connector.example.evil.example:8443/", false]
	 *           ["https://connector.example:8443@evil.example/", false]
	 *           ["", false]
	 *           ["//connector.example:8443/", false]
	 *           ["https:///", false]
	 * @param string $url   Where a call goes.
	 * @param bool   $leads Whether that is this place.
	 */
	public function test_an_address_knows_what_leads_to_it( string $url, bool $leads ): void {
		self::assertSame( $leads, Address::parse( 'https://connector.example:8443/alter', true )->leads( $url ) );
	}

	/**
	 * Who named it is told on.
	 */
	public function test_who_named_it_is_kept(): void {
		self::assertTrue( Address::parse( 'https://connector.example', true )->trusted );
		self::assertFalse( Address::parse( 'https://connector.example', false )->trusted );
	}
}
