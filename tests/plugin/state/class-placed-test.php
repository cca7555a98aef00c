<?php
/**
 * Whether an order is one.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Placed;
use PHPUnit\Framework\TestCase;

/**
 * Orders, attempts to buy, and drafts.
 */
final class Placed_Test extends TestCase {

	/**
	 * Any status counts that is neither a draft's nor an attempt's, those of other plugins too.
	 *
	 * @dataProvider real
	 * @param string $status   Of the order.
	 * @param bool   $was_paid Whether it was paid.
	 * @param bool   $was_told Whether Alter was told of it.
	 */
	public function test_these_are_orders( string $status, bool $was_paid, bool $was_told ): void {
		self::assertTrue( Placed::is( $status, $was_paid, $was_told ) );
	}

	/**
	 * Their data.
	 *
	 * @return array<string, array{string, bool, bool}>
	 */
	public function real(): array {
		return array(
			'waits for a transfer'            => array( 'on-hold', false, false ),
			'cash on delivery'                => array( 'processing', false, false ),
			'done'                            => array( 'completed', true, true ),
			'refunded'                        => array( 'refunded', true, true ),
			'of another plugin'               => array( 'in-production', false, false ),
			'paid, then cancelled'            => array( 'cancelled', true, false ),
			'on hold first, then cancelled'   => array( 'cancelled', false, true ),
			'placed, then in the trash'       => array( 'trash', false, true ),
			'set back to waiting by the shop' => array( 'pending', false, true ),
		);
	}

	/**
	 * The cart that made them may still be bought.
	 *
	 * @dataProvider none_yet
	 * @param string $status   Of the order.
	 * @param bool   $was_paid Whether it was paid.
	 * @param bool   $was_told Whether Alter was told of it.
	 */
	public function test_these_are_none_yet( string $status, bool $was_paid, bool $was_told ): void {
		self::assertFalse( Placed::is( $status, $was_paid, $was_told ) );
	}

	/**
	 * Their data.
	 *
	 * @return array<string, array{string, bool, bool}>
	 */
	public function none_yet(): array {
		return array(
			'the checkout block\'s draft' => array( 'checkout-draft', false, false ),
			'a draft whatever else'       => array( 'checkout-draft', true, true ),
			'the admin\'s draft'          => array( 'auto-draft', false, false ),
			'waiting for the payment'     => array( 'pending', false, false ),
			'the card was refused'        => array( 'failed', false, false ),
			'not paid within the hour'    => array( 'cancelled', false, false ),
			'thrown away unpaid'          => array( 'trash', false, false ),
		);
	}
}
