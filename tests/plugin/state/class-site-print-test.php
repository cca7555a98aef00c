<?php
/**
 * Where a site was when it connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Site_Print;
use PHPUnit\Framework\TestCase;

/**
 * When a site is another one than it was.
 */
final class Site_Print_Test extends TestCase {

	/**
	 * The rule.
	 *
	 * @testWith ["a", "production", "a", "production", true]
	 *           ["a", "production", "b", "production", false]
	 *           ["a", "production", "a", "staging", false]
	 *           ["a", "production", "a", "local", false]
	 *           ["a", "staging", "a", "staging", true]
	 *           ["a", "staging", "a", "production", true]
	 *           ["a", "local", "a", "development", true]
	 *           ["a", "local", "b", "local", false]
	 * @param string $kept_address     At connect.
	 * @param string $kept_environment At connect.
	 * @param string $address          Now.
	 * @param string $environment      Now.
	 * @param bool   $is               Whether it is the same site.
	 */
	public function test_when_it_is_the_same_site( string $kept_address, string $kept_environment, string $address, string $environment, bool $is ): void {
		$kept = array(
			'address'     => $kept_address,
			'environment' => $kept_environment,
		);
		self::assertSame( $is, Site_Print::is_same( $kept, $address, $environment ) );
	}

	/**
	 * A row that lost its hash proves nothing: the site is not the same.
	 */
	public function test_a_broken_row_is_another_site(): void {
		self::assertFalse( Site_Print::is_same( array( 'environment' => 'production' ), 'a', 'production' ) );
	}

	/**
	 * What is no move: scheme and www. What is one: host, port, folder.
	 *
	 * @testWith ["http://shop.example/", true]
	 *           ["https://www.shop.example/", true]
	 *           ["https://SHOP.example", true]
	 *           ["https://shop.example:443/", true]
	 *           ["https://staging.shop.example/", false]
	 *           ["https://shop.example:8443/", false]
	 *           ["https://shop.example/blog/", false]
	 * @param string $home Another home address than https://shop.example/.
	 * @param bool   $is   Whether it is the same place.
	 */
	public function test_what_is_a_move( string $home, bool $is ): void {
		self::assertSame( $is, Site_Print::hash( 'https://shop.example/' ) === Site_Print::hash( $home ) );
	}

	/**
	 * A search for the address in the database does not find it.
	 */
	public function test_the_address_can_not_be_found_in_the_hash(): void {
		self::assertMatchesRegularExpression( '/^[0-9a-f]{64}$/', Site_Print::hash( 'https://shop.example/' ) );
	}
}
