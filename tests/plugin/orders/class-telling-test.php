<?php
/**
 * What goes to the connector, and what comes back.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\Orders\Telling;
use AlterConnector\Orders\Verdict;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-rows.php';

/**
 * The pure parts of telling.
 */
final class Telling_Test extends TestCase {

	/**
	 * The contract's example.
	 */
	public function test_the_body_is_the_contracts(): void {
		self::assertSame(
			array(
				'event'      => 'updated',
				'orderId'    => 55,
				'status'     => 'processing',
				'sequence'   => 1000,
				'modifiedAt' => '2026-06-01T10:00:00Z',
				'lines'      => array(
					array(
						'alterOrderId'  => 123,
						'orderDetailId' => 987,
						'quantity'      => 2,
					),
				),
			),
			Telling::body( Rows::row( array( 'kind' => 'updated' ) ) )
		);
	}

	/**
	 * What needs nobody's attention is no code.
	 */
	public function test_only_what_matters_is_a_code(): void {
		$accepted = array(
			array(
				'alterOrderId' => 1,
				'queued'       => false,
				'code'         => 'orders.sameEvent',
			),
			array(
				'alterOrderId' => 2,
				'queued'       => true,
				'code'         => null,
			),
			array(
				'alterOrderId' => 3,
				'queued'       => false,
				'code'         => 'orders.notOwner',
			),
			array(
				'alterOrderId' => 4,
				'queued'       => false,
				'code'         => 'orders.notOwner',
			),
			'odd',
		);
		self::assertSame( array( 'orders.notOwner' => array( 3, 4 ) ), Telling::codes( $accepted ) );
	}

	/**
	 * A refusal for good ends the row; all others wait.
	 *
	 * @dataProvider refusals
	 * @param int      $status      The refusal's.
	 * @param int|null $retry_after Seconds.
	 * @param string   $state       The row's.
	 * @param int|null $pause       Exactly so many seconds, where they are known.
	 */
	public function test_a_refusal_has_its_consequence( int $status, ?int $retry_after, string $state, ?int $pause ): void {
		$before  = time();
		$verdict = Verdict::of_refusal( new Refused( $status, 'some.code', 'Why.', array(), $retry_after ), Rows::row( array( 'state' => 'sending' ) ) );
		self::assertSame( $state, $verdict->state );
		self::assertSame( 'some.code', $verdict->code );
		if ( 'refused' === $state ) {
			self::assertNull( $verdict->next );
			self::assertNull( $verdict->pause );
			return;
		}
		self::assertSame( 1, $verdict->add );
		self::assertSame( $pause ?? $verdict->pause, $verdict->pause );
		self::assertGreaterThanOrEqual( $before + (int) $verdict->pause, $verdict->next );
	}

	/**
	 * Their data.
	 *
	 * @return array<string, array{int, int|null, string, int|null}>
	 */
	public function refusals(): array {
		return array(
			'unreadable'      => array( 400, null, 'refused', null ),
			'wrong content'   => array( 422, null, 'refused', null ),
			'too large'       => array( 413, null, 'refused', null ),
			'wrong token'     => array( 401, null, 'queued', 900 ),
			'a copied site'   => array( 409, null, 'queued', 900 ),
			'too much'        => array( 429, 120, 'queued', 120 ),
			'maintenance'     => array( 503, 600, 'queued', 600 ),
			'without seconds' => array( 503, null, 'queued', null ),
		);
	}

	/**
	 * A question that nobody answered is asked again; a call that was not made was no try.
	 */
	public function test_silence_is_no_verdict(): void {
		$asked  = Verdict::of_silence( new Unreachable( Unreachable::FAILED, 'No answer.' ), Rows::row( array( 'state' => 'pending' ) ) );
		$paused = Verdict::of_silence( new Unreachable( Unreachable::PAUSED, 'Not now.', 40 ), Rows::row( array( 'state' => 'sending' ) ) );
		self::assertSame( array( 'pending', 1, 'local.failed' ), array( $asked->state, $asked->add, $asked->code ) );
		self::assertSame( array( 'queued', 0, 40 ), array( $paused->state, $paused->add, $paused->pause ) );
	}

	/**
	 * A task that waits for Alter looks soon at first, and at last every quarter of an hour.
	 */
	public function test_waiting_grows(): void {
		$now   = time();
		$first = Verdict::waits( Rows::row( array( 'kind' => 'check' ) ), 'local.telling' );
		$late  = Verdict::waits( Rows::row( array( 'attempts' => '40' ) ), 'local.telling' );
		self::assertSame( array( 'queued', 1, null ), array( $first->state, $first->add, $first->pause ) );
		self::assertEqualsWithDelta( $now + 10, $first->next, 2 );
		self::assertEqualsWithDelta( $now + 900, $late->next, 2 );
	}

	/**
	 * The lines of an event, and the Alter orders that they name.
	 */
	public function test_a_row_tells_its_lines(): void {
		$row = Rows::row( array( 'content' => '{"lines":[{"alterOrderId":5,"orderDetailId":1,"quantity":1},{"alterOrderId":5,"orderDetailId":2,"quantity":1}]}' ) );
		self::assertSame( array( 5 ), $row->alter_order_ids() );
		self::assertTrue( $row->is_event() );
		self::assertFalse(
			Rows::row(
				array(
					'kind'    => 'check',
					'content' => 'broken',
				)
			)->is_event()
		);
		self::assertSame( array(), Rows::row( array( 'content' => 'broken' ) )->lines() );
	}
}
