<?php
/**
 * A claim as the connector answered it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Claim;
use AlterConnector\Cart\Claim_Line;
use AlterConnector\Cart\Kinds;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-claims-of-alter.php';

/**
 * All of an order is read, or nothing of it is sold.
 */
final class Claim_Test extends TestCase {

	/**
	 * Options in the shopper's language, in Alter's order of kinds.
	 */
	public function test_an_answer_is_read(): void {
		$claim = Claim::from_json( Claims_Of_Alter::answer(), 'pl' );
		self::assertSame( array( 'cl_1', 900, 'T-shirt', null ), array( $claim->id, $claim->alter_order_id, $claim->design_name, $claim->picture_url ) );
		$line = $claim->lines[0];
		self::assertSame( array( 901, 2, 12.5, 'EUR' ), array( $line->detail_id, $line->quantity, $line->unit_price, $line->currency ) );
		self::assertSame( array( 'M', 'Bawełna', 'DTG', 'Domyślny' ), array_column( Kinds::options( $line ), 'value' ) );
		self::assertSame( 'Cotton', Claim::from_json( Claims_Of_Alter::answer(), 'de' )->lines[0]->choices['material']['label'] );
	}

	/**
	 * Lines of nothing are left out; of the rest none is.
	 */
	public function test_lines_of_nothing(): void {
		$lines = array( Claims_Of_Alter::line( array( 'quantity' => 0 ) ), Claims_Of_Alter::line( array( 'orderDetailId' => 902 ) ) );
		self::assertSame( array( 902 ), array_column( Claim::from_json( Claims_Of_Alter::answer( compact( 'lines' ) ), 'en' )->lines, 'detail_id' ) );
	}

	/**
	 * Half an order is none.
	 *
	 * @dataProvider unreadable
	 * @param array<string, mixed> $answer The answer.
	 */
	public function test_what_can_not_be_read( array $answer ): void {
		$this->expectException( \UnexpectedValueException::class );
		Claim::from_json( $answer, 'en' );
	}

	/**
	 * Answers that lack something.
	 *
	 * @return iterable<string, array{array<string, mixed>}>
	 */
	public function unreadable(): iterable {
		yield 'nothing' => array( array() );
		yield 'no order' => array( Claims_Of_Alter::answer( array( 'alterOrderId' => null ) ) );
		yield 'no lines' => array( Claims_Of_Alter::answer( array( 'lines' => array() ) ) );
		yield 'only lines of nothing' => array( Claims_Of_Alter::answer( array( 'lines' => array( Claims_Of_Alter::line( array( 'quantity' => 0 ) ) ) ) ) );
		yield 'a line twice' => array( Claims_Of_Alter::answer( array( 'lines' => array( Claims_Of_Alter::line(), Claims_Of_Alter::line() ) ) ) );
		yield 'a text for a line' => array( Claims_Of_Alter::answer( array( 'lines' => array( 'x' ) ) ) );
		yield 'too many lines' => array( Claims_Of_Alter::answer( array( 'lines' => array_map( static fn( int $id ): array => Claims_Of_Alter::line( array( 'orderDetailId' => $id ) ), range( 1, 201 ) ) ) ) );
		foreach ( array( 'quantity' => -1, 'unitPrice' => 'free', 'orderDetailId' => '0' ) as $key => $odd ) { // phpcs:ignore WordPress.Arrays
			yield "an odd {$key}" => array( Claims_Of_Alter::answer( array( 'lines' => array( Claims_Of_Alter::line( array( $key => $odd ) ) ) ) ) );
		}
	}

	/**
	 * Metadata as an object, and as a list of pairs; nobody documented which.
	 */
	public function test_metadata(): void {
		$object = Claims_Of_Alter::read( array( 'variant' => array( 'metadata' => array( 'pa_size' => 'm', 'n' => 5, 'odd' => array( array() ) ) ) ) ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array( 'pa_size' => 'm', 'n' => '5' ), $object->metadata ); // phpcs:ignore WordPress.Arrays
		$list = Claims_Of_Alter::read( array( 'variant' => array( 'metadata' => array( array( 'key' => 'size', 'value' => 'M' ) ) ) ) ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array( 'size' => 'M' ), $list->metadata );
		self::assertSame( array(), Claims_Of_Alter::read( array( 'variant' => null ) )->metadata );
	}

	/**
	 * Options of any shape do no harm.
	 */
	public function test_odd_options(): void {
		$line = Claims_Of_Alter::read(
			array(
				'options' => array(
					'size'  => 'Large',
					'color' => array( 'id' => 7 ),
					'other' => array( 'id' => 8 ),
				),
			)
		);
		self::assertSame(
			array(
				'size'  => array(
					'id'    => null,
					'label' => 'Large',
				),
				'color' => array(
					'id'    => 7,
					'label' => '',
				),
			),
			$line->choices
		);
		self::assertSame( array(), Claims_Of_Alter::read( array( 'options' => null ) )->choices );
		self::assertSame( 'Kubek', Claim_Line::named( array( 'pl' => 'Kubek' ), 'de' ) );
	}
}
