<?php
/**
 * Which Alter storefront the mappings were made for.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Mapped_Storefront;
use PHPUnit\Framework\TestCase;

/**
 * What touches no product; here there is no database, so a query would fail the test. The change itself is played on a
 * real store (scripts/store/plays/storefront.py).
 */
final class Mapped_Storefront_Test extends TestCase {

	private const OPTION = 'alter_connector_mapped_storefront';

	/**
	 * What a shop mapped before it ever connected is no other storefront's.
	 */
	public function test_the_first_storefront_makes_no_drafts(): void {
		delete_option( self::OPTION );
		$storefront = new Mapped_Storefront();
		$storefront->take( 12 );
		$storefront->take( 12 );
		self::assertFalse( $storefront->is_to_be_looked_at() );
		self::assertSame( 12, get_option( self::OPTION )['storefront'] );
	}

	/**
	 * An answer without a number is no other storefront.
	 */
	public function test_a_storefront_that_is_not_named_changes_nothing(): void {
		delete_option( self::OPTION );
		$storefront = new Mapped_Storefront();
		$storefront->take( 12 );
		$storefront->take( null );
		self::assertSame( 12, get_option( self::OPTION )['storefront'] );
	}

	/**
	 * The owner is not told again, and the storefront stays known.
	 */
	public function test_it_is_settled_once(): void {
		delete_option( self::OPTION );
		$storefront = new Mapped_Storefront();
		update_option(
			self::OPTION,
			array(
				'storefront' => 13,
				'changed'    => true,
			)
		);
		self::assertTrue( $storefront->is_to_be_looked_at() );
		$storefront->settle();
		self::assertFalse( $storefront->is_to_be_looked_at() );
		$storefront->take( 13 );
		self::assertFalse( $storefront->is_to_be_looked_at() );
	}
}
