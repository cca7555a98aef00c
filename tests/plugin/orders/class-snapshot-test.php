<?php
/**
 * An order as Alter is to know it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\Orders\Snapshot;
use PHPUnit\Framework\TestCase;

/**
 * Lines that are told.
 */
final class Snapshot_Test extends TestCase {

	/**
	 * The order of WooCommerce's items means nothing.
	 */
	public function test_lines_come_in_one_order(): void {
		$one   = self::order( array( self::line( 5, 1, 2 ), self::line( 4, 9, 1 ), self::line( 4, null, 3 ) ) );
		$other = self::order( array( self::line( 4, null, 3 ), self::line( 5, 1, 2 ), self::line( 4, 9, 1 ) ) );
		self::assertSame( $one->lines_after( array() ), $other->lines_after( array() ) );
		self::assertSame( array( 4, 4, 5 ), array_column( $one->lines_after( array() ), 'alterOrderId' ) );
	}

	/**
	 * The shop may have the same piece in two items.
	 */
	public function test_the_same_piece_twice_is_one_line(): void {
		self::assertSame( array( self::line( 4, 9, 3 ) ), self::order( array( self::line( 4, 9, 1 ), self::line( 4, 9, 2 ) ) )->lines_after( array() ) );
	}

	/**
	 * What was told and is gone is named with none, behind the others.
	 */
	public function test_what_is_gone_is_named_last(): void {
		$told = array( self::line( 3, 1, 7 ), self::line( 4, 9, 1 ) );
		self::assertSame( array( self::line( 4, 9, 2 ), self::line( 3, 1, 0 ) ), self::order( array( self::line( 4, 9, 2 ) ) )->lines_after( $told ) );
	}

	/**
	 * An event takes so many; what is wanted goes first.
	 */
	public function test_the_limit_costs_what_is_gone(): void {
		$told  = array_map( static fn( int $id ): array => self::line( $id, 1, 1 ), range( 1, 150 ) );
		$lines = self::order( array_map( static fn( int $id ): array => self::line( $id, 1, 1 ), range( 201, 300 ) ) )->lines_after( $told );
		self::assertCount( 200, $lines );
		self::assertSame( 100, array_sum( array_column( $lines, 'quantity' ) ) );
	}

	/**
	 * The hash is of status and lines.
	 */
	public function test_the_hash_tells_apart(): void {
		$lines = array( self::line( 4, 9, 1 ) );
		self::assertSame( Snapshot::hash( 'processing', $lines ), Snapshot::hash( 'processing', $lines ) );
		self::assertNotSame( Snapshot::hash( 'processing', $lines ), Snapshot::hash( 'completed', $lines ) );
		self::assertNotSame( Snapshot::hash( 'processing', $lines ), Snapshot::hash( 'processing', array( self::line( 4, 9, 2 ) ) ) );
	}

	/**
	 * A paid order.
	 *
	 * @param list<array{alterOrderId: int, orderDetailId: int|null, quantity: int}> $lines Its lines.
	 */
	private static function order( array $lines ): Snapshot {
		return new Snapshot( 'processing', true, 1780308000, $lines );
	}

	/**
	 * A line.
	 *
	 * @param int      $order    Alter's.
	 * @param int|null $detail   Its piece.
	 * @param int      $quantity How many.
	 * @return array{alterOrderId: int, orderDetailId: int|null, quantity: int}
	 */
	private static function line( int $order, ?int $detail, int $quantity ): array {
		return array(
			'alterOrderId'  => $order,
			'orderDetailId' => $detail,
			'quantity'      => $quantity,
		);
	}
}
