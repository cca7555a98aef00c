<?php
/**
 * What is to be told of an order.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\Orders\Derivation;
use AlterConnector\Orders\Snapshot;
use AlterConnector\State\Order_Row;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-rows.php';

/**
 * From two states of an order to an event of the contract.
 */
final class Derivation_Test extends TestCase {

	private const TEN = 1780308000;

	/**
	 * The first word of a placed order.
	 */
	public function test_a_placed_order_is_created(): void {
		$event = Derivation::next( self::order( 'processing' ), null );
		self::assertSame( 'created', $event['kind'] );
		self::assertSame( array( self::line( 2 ) ), $event['content']['lines'] );
		self::assertSame( self::TEN, $event['modified'] );
	}

	/**
	 * Drafts, and attempts to buy that were never paid, are nobody's orders.
	 *
	 * @dataProvider no_orders_yet
	 * @param string $status   Of the order.
	 * @param bool   $was_paid Whether it was paid.
	 */
	public function test_these_are_not_told_of( string $status, bool $was_paid ): void {
		self::assertNull( Derivation::next( self::order( $status, 2, 0, $was_paid ), null ) );
	}

	/**
	 * Their data.
	 *
	 * @return array<string, array{string, bool}>
	 */
	public function no_orders_yet(): array {
		return array(
			'the checkout block\'s draft' => array( 'checkout-draft', false ),
			'the admin\'s draft'          => array( 'auto-draft', false ),
			'a draft that claims payment' => array( 'checkout-draft', true ),
			'waiting for the payment'     => array( 'pending', false ),
			'the card was refused'        => array( 'failed', false ),
			'not paid within the hour'    => array( 'cancelled', false ),
			'thrown away unpaid'          => array( 'trash', false ),
		);
	}

	/**
	 * What was paid is told of even when nobody listened before.
	 */
	public function test_a_paid_order_that_was_cancelled_unheard_is_told_of(): void {
		self::assertNotNull( Derivation::next( self::order( 'cancelled', 2, 0, true ), null ) );
	}

	/**
	 * An order that was told of may fall back to waiting for money.
	 */
	public function test_after_it_was_told_of_every_status_is(): void {
		foreach ( array( 'pending', 'failed', 'my-own' ) as $status ) {
			self::assertSame( 'updated', Derivation::next( self::order( $status ), self::told( 'processing' ) )['kind'] );
		}
	}

	/**
	 * A hook that fires twice makes one event.
	 */
	public function test_the_same_again_is_nothing(): void {
		self::assertNull( Derivation::next( self::order( 'processing' ), self::told( 'processing' ) ) );
	}

	/**
	 * The contract's words.
	 *
	 * @dataProvider changes
	 * @param string   $kind   What is told.
	 * @param Snapshot $now    The order.
	 * @param string   $before Its status before.
	 */
	public function test_a_change_has_its_word( string $kind, Snapshot $now, string $before ): void {
		self::assertSame( $kind, Derivation::next( $now, self::told( $before ) )['kind'] );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{string, Snapshot, string}>
	 */
	public function changes(): array {
		return array(
			'finished'              => array( 'updated', self::order( 'completed' ), 'processing' ),
			'cancelled'             => array( 'cancelled', self::order( 'cancelled' ), 'processing' ),
			'in the trash'          => array( 'cancelled', self::order( 'trash' ), 'processing' ),
			'out of the trash'      => array( 'restored', self::order( 'processing' ), 'trash' ),
			'a piece was refunded'  => array( 'refunded', self::order( 'processing', 1, 1 ), 'processing' ),
			'all of it was'         => array( 'refunded', self::order( 'refunded', 0, 2 ), 'processing' ),
			'another quantity'      => array( 'updated', self::order( 'processing', 3 ), 'processing' ),
			'from trash to refunds' => array( 'restored', self::order( 'refunded', 2 ), 'trash' ),
		);
	}

	/**
	 * A refund that was not sent yet is still one when the status changes meanwhile.
	 */
	public function test_an_unsent_refund_stays_one(): void {
		$before = self::told( 'processing', 'refunded', 'queued', 1 );
		self::assertSame( 'refunded', Derivation::next( self::order( 'on-hold', 1, 1 ), $before )['kind'] );
	}

	/**
	 * An unsent first word stays the first.
	 */
	public function test_an_unsent_first_word_stays_the_first(): void {
		$before = self::told( 'on-hold', 'created', 'queued' );
		self::assertSame( 'created', Derivation::next( self::order( 'processing' ), $before )['kind'] );
	}

	/**
	 * The clock of a shop may step back.
	 */
	public function test_the_time_never_goes_back(): void {
		$event = Derivation::next( self::order( 'completed', 2, 0, true, self::TEN - 3600 ), self::told( 'processing' ) );
		self::assertSame( self::TEN, $event['modified'] );
	}

	/**
	 * An item that was taken out is told with none of it.
	 */
	public function test_a_removed_line_is_at_zero(): void {
		$event = Derivation::next( new Snapshot( 'processing', true, self::TEN, array() ), self::told( 'processing' ) );
		self::assertSame( array( self::line( 0 ) ), $event['content']['lines'] );
		self::assertSame( 'updated', $event['kind'] );
	}

	/**
	 * Nothing configured, nothing told.
	 */
	public function test_an_order_without_lines_is_not_told_of(): void {
		self::assertNull( Derivation::next( new Snapshot( 'processing', true, self::TEN, array() ), null ) );
	}

	/**
	 * A deletion names what was told, since the order can not be asked any more.
	 */
	public function test_a_deleted_order_names_its_lines(): void {
		$event = Derivation::gone( self::told( 'trash' ), self::TEN + 60 );
		self::assertSame( 'deleted', $event['kind'] );
		self::assertSame( array( self::line( 2 ) ), $event['content']['lines'] );
		self::assertSame( self::TEN + 60, $event['modified'] );
	}

	/**
	 * Twice deleted, never told of, or forgotten.
	 */
	public function test_a_deletion_is_told_once_and_only_of_what_was_told(): void {
		self::assertNull( Derivation::gone( null, self::TEN ) );
		self::assertNull( Derivation::gone( self::told( 'trash', 'deleted' ), self::TEN ) );
		self::assertNull( Derivation::gone( self::told( 'completed', 'erased' ), self::TEN ) );
	}

	/**
	 * A deleted order that a backup brought back.
	 */
	public function test_what_was_deleted_and_is_back_is_restored(): void {
		self::assertSame( 'restored', Derivation::next( self::order( 'processing' ), self::told( 'trash', 'deleted' ) )['kind'] );
	}

	/**
	 * An erasure names nothing.
	 */
	public function test_an_erasure_names_no_line(): void {
		$event = Derivation::erased( self::told( 'completed' ), self::TEN );
		self::assertSame( 'erased', $event['kind'] );
		self::assertSame( array(), $event['content']['lines'] );
		self::assertNull( Derivation::erased( self::told( 'completed', 'erased' ), self::TEN ) );
	}

	/**
	 * What was forgotten is not brought back as "all of it is gone", which would cancel it.
	 */
	public function test_after_an_erasure_lines_that_are_gone_are_not_told_of(): void {
		self::assertNull( Derivation::next( new Snapshot( 'completed', true, self::TEN, array() ), self::told( 'processing', 'erased' ) ) );
	}

	/**
	 * An order of two pieces, or of so many.
	 *
	 * @param string $status   Its status.
	 * @param int    $quantity What is still wanted.
	 * @param int    $refunded What is not.
	 * @param bool   $was_paid Whether it was paid.
	 * @param int    $modified Unix seconds.
	 */
	private static function order( string $status, int $quantity = 2, int $refunded = 0, bool $was_paid = false, int $modified = self::TEN ): Snapshot {
		return new Snapshot( $status, $was_paid, $modified, array( self::line( $quantity ) ), $refunded );
	}

	/**
	 * A line.
	 *
	 * @param int $quantity How many.
	 * @return array{alterOrderId: int, orderDetailId: int, quantity: int}
	 */
	private static function line( int $quantity ): array {
		return array(
			'alterOrderId'  => 123,
			'orderDetailId' => 987,
			'quantity'      => $quantity,
		);
	}

	/**
	 * What was told of the order of two pieces at ten.
	 *
	 * @param string $status   Its status.
	 * @param string $kind     The event.
	 * @param string $state    How far it came.
	 * @param int    $refunded Pieces.
	 */
	private static function told( string $status, string $kind = 'updated', string $state = 'done', int $refunded = 0 ): Order_Row {
		$lines = array( self::line( 2 - $refunded ) );
		return Rows::row(
			array(
				'kind'         => $kind,
				'status'       => $status,
				'state'        => $state,
				'content'      => (string) wp_json_encode( compact( 'lines', 'refunded' ) ),
				'content_hash' => Snapshot::hash( $status, $lines ),
				'modified_at'  => gmdate( 'Y-m-d H:i:s', self::TEN ),
			)
		);
	}
}
