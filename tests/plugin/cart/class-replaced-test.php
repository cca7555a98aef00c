<?php
/**
 * Which lines of a cart give way.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Replaced;
use AlterConnector\State\Line;
use PHPUnit\Framework\TestCase;

/**
 * An order lies in a cart once.
 */
final class Replaced_Test extends TestCase {

	/**
	 * A cart: two items of order 5, one of order 6, a repeat of 5, one sold unchecked, a viewer's.
	 *
	 * @return array<string, Line>
	 */
	private static function cart(): array {
		$line = static fn( array $changes ): Line => Line::from_array(
			$changes + array(
				'runtime'           => 'customizer',
				'externalProductId' => 'wc_1',
				'checked'           => true,
			)
		);
		return array(
			'five-a'    => $line( array( 'alterOrderId' => 5, 'orderDetailId' => 1, 'sessionRef' => 'ss_1' ) ), // phpcs:ignore WordPress.Arrays
			'six'       => $line( array( 'alterOrderId' => 6, 'orderDetailId' => 2, 'sessionRef' => 'ss_1' ) ), // phpcs:ignore WordPress.Arrays
			'five-b'    => $line( array( 'alterOrderId' => 5, 'orderDetailId' => 3, 'sessionRef' => 'ss_1' ) ), // phpcs:ignore WordPress.Arrays
			'repeat'    => $line( array( 'alterOrderId' => 5, 'orderDetailId' => 1, 'repeatOf' => '99' ) ), // phpcs:ignore WordPress.Arrays
			'unchecked' => $line( array( 'checked' => false, 'hintedOrderId' => 7, 'sessionRef' => 'ss_7' ) ), // phpcs:ignore WordPress.Arrays
			'unnamed'   => $line( array( 'checked' => false, 'sessionRef' => 'ss_8' ) ), // phpcs:ignore WordPress.Arrays
			'viewer'    => $line( array( 'runtime' => 'viewer' ) ),
		);
	}

	/**
	 * All of the order and no repeat of it; another order of the same session stays.
	 */
	public function test_a_claim(): void {
		self::assertSame( array( 'five-a', 'five-b' ), Replaced::by_claim( self::cart(), 5, 'ss_1' ) );
		self::assertSame( array(), Replaced::by_claim( self::cart(), 8, 'ss_9' ) );
	}

	/**
	 * What was sold unchecked gives way to its claim: by its number, or by its session when it has none.
	 */
	public function test_a_late_claim(): void {
		self::assertSame( array( 'unchecked' ), Replaced::by_claim( self::cart(), 7, 'ss_other' ) );
		self::assertSame( array(), Replaced::by_claim( self::cart(), 9, 'ss_7' ) );
		self::assertSame( array( 'unnamed' ), Replaced::by_claim( self::cart(), 9, 'ss_8' ) );
	}

	/**
	 * The same click again while Alter is down.
	 */
	public function test_unchecked_again(): void {
		self::assertSame( array( 'unchecked' ), Replaced::by_unchecked( self::cart(), 'ss_7', 7 ) );
		self::assertSame( array( 'unnamed' ), Replaced::by_unchecked( self::cart(), 'ss_8', null ) );
		self::assertSame( array(), Replaced::by_unchecked( self::cart(), '', null ) );
	}

	/**
	 * Editing one item is editing its order.
	 */
	public function test_an_edit(): void {
		self::assertSame( array( 'five-a', 'five-b' ), Replaced::with( self::cart(), 'five-b' ) );
		self::assertSame( array(), Replaced::with( self::cart(), 'viewer' ) );
		self::assertSame( array(), Replaced::with( self::cart(), 'gone' ) );
		self::assertSame( array(), Replaced::with( self::cart(), null ) );
	}
}
