<?php
/**
 * Who a binding belongs to.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Subject;
use AlterConnector\State\Wanted;
use PHPUnit\Framework\TestCase;

/**
 * External ids, names, and what counts as a change.
 */
final class Subject_Test extends TestCase {

	/**
	 * The contract's ids.
	 */
	public function test_external_ids(): void {
		self::assertSame( 'wc_123', Subject::of( 'wc_', 123, 123, 'Mug' )->external_product_id );
		self::assertSame( 'wc_123_456', Subject::of( 'wc_', 456, 123, 'Mug - tall' )->external_product_id );
		self::assertSame( 'wc2_123_456', Subject::of( 'wc2_', 456, 123, 'Mug - tall' )->external_product_id );
	}

	/**
	 * Cut by characters: the column takes 190 of them, whatever they are.
	 */
	public function test_a_long_name_is_cut(): void {
		$subject = Subject::of( 'wc_', 1, 1, str_repeat( 'ż', 300 ) );
		self::assertSame( 190, mb_strlen( $subject->title ) );
		self::assertSame( str_repeat( 'ż', 190 ), $subject->title );
	}

	/**
	 * Design and status decide; a name does not.
	 */
	public function test_what_makes_a_change(): void {
		$mug = new Wanted( 'viewer', 381, Wanted::ACTIVE, 'Mug' );
		self::assertSame( $mug->hash(), ( new Wanted( 'viewer', 381, Wanted::ACTIVE, 'Cup' ) )->hash() );
		self::assertNotSame( $mug->hash(), ( new Wanted( 'viewer', 382, Wanted::ACTIVE, 'Mug' ) )->hash() );
		self::assertNotSame( $mug->hash(), ( new Wanted( 'viewer', 381, Wanted::INACTIVE, 'Mug' ) )->hash() );
	}
}
