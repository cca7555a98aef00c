<?php
/**
 * What was sold, and what Alter holds.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\Orders\Difference;
use AlterConnector\Orders\Words;
use PHPUnit\Framework\TestCase;

/**
 * The last look before production, on the example of Alter's own document.
 */
final class Difference_Test extends TestCase {

	private const HELD = array(
		'id'           => 123,
		'customizerId' => 381,
		'productItems' => array(
			array(
				'id'        => 987,
				'size'      => array(
					'id'          => 395,
					'name'        => array(
						'pl' => 'M',
						'en' => 'M',
					),
					'measureSize' => null,
				),
				'material'  => array(
					'id'   => 2,
					'name' => array(
						'pl' => 'Bawełna',
						'en' => 'Cotton',
					),
				),
				'color'     => array(
					'id'   => 418,
					'name' => 'Default',
					'hex'  => '#ffffff',
				),
				'unitPrice' => array(
					'value'    => 12.5,
					'currency' => 'EUR',
				),
				'quantity'  => 3,
			),
		),
	);

	private const SOLD = array(
		'order'    => 123,
		'item'     => 987,
		'design'   => 381,
		'options'  => array(
			array(
				'name'  => 'Rozmiar',
				'value' => 'M',
			),
			array(
				'name'  => 'Materiał',
				'value' => 'BAWEŁNA ',
			),
			array(
				'name'  => 'Kolor',
				'value' => '#FFFFFF',
			),
		),
		'quantity' => 3,
		'price'    => 12.5,
		'currency' => 'EUR',
	);

	/**
	 * In whatever language and letters it was sold.
	 */
	public function test_what_was_sold_is_what_alter_holds(): void {
		self::assertSame( array(), self::found( array(), self::HELD ) );
	}

	/**
	 * Each difference is named, and has a sentence.
	 *
	 * @dataProvider differences
	 * @param string               $what  What differs.
	 * @param array<string, mixed> $sold  What was sold otherwise.
	 * @param string               $words In its sentence.
	 */
	public function test_a_difference_is_named( string $what, array $sold, string $words ): void {
		$found = self::found( $sold, self::HELD );
		self::assertSame( array( $what ), array_column( $found, 'what' ) );
		self::assertStringContainsString( $words, Words::difference( $found[0] ) );
	}

	/**
	 * Their data.
	 *
	 * @return array<string, array{string, array<string, mixed>, string}>
	 */
	public function differences(): array {
		$large = array(
			array(
				'name'  => 'Size',
				'value' => 'XL',
			),
		);
		return array(
			'another design'   => array( Difference::DESIGN, array( 'design' => 5 ), 'design 5 was sold' ),
			'another piece'    => array( Difference::ITEM, array( 'item' => 5 ), 'no piece 5' ),
			'another size'     => array( Difference::OPTION, array( 'options' => $large ), '"Size: XL" was sold, Alter has "M, Bawełna' ),
			'another quantity' => array( Difference::QUANTITY, array( 'quantity' => 2 ), 'sold in a quantity of 2, Alter has 3' ),
			'another price'    => array( Difference::PRICE, array( 'price' => 9.99 ), '9.99 EUR, which is 12.5 EUR' ),
			'another currency' => array( Difference::PRICE, array( 'currency' => 'PLN' ), '12.5 PLN' ),
		);
	}

	/**
	 * These are none.
	 *
	 * @dataProvider agreements
	 * @param array<string, mixed> $sold What was sold.
	 */
	public function test_these_agree( array $sold ): void {
		self::assertSame( array(), self::found( $sold, self::HELD ) );
	}

	/**
	 * Their data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public function agreements(): array {
		return array(
			'all of it was refunded'    => array( array( 'quantity' => 0 ) ),
			'sold at the shop\'s price' => array( array( 'price' => null ) ),
			'a price of a hair less'    => array( array( 'price' => 12.499 ) ),
			'the design is not known'   => array( array( 'design' => 0 ) ),
			'the piece is not known'    => array( array( 'item' => null ) ),
		);
	}

	/**
	 * An order that is gone is named once, however many lines it had.
	 */
	public function test_a_gone_order_is_named_once(): void {
		$other = array( 'item' => 988 ) + self::SOLD;
		$found = Difference::of( array( self::SOLD, $other ), array( 123 => null ) );
		self::assertSame( array( Difference::GONE ), array_column( $found, 'what' ) );
		self::assertStringContainsString( 'no order 123', Words::difference( $found[0] ) );
	}

	/**
	 * A line that names no piece, of an order with two.
	 */
	public function test_an_unnamed_piece_of_several_is_missing(): void {
		$held                   = self::HELD;
		$held['productItems'][] = array( 'id' => 988 ) + $held['productItems'][0];
		self::assertSame( array( Difference::ITEM ), array_column( self::found( array( 'item' => null ), $held ), 'what' ) );
	}

	/**
	 * Whatever else stands in Alter's answer.
	 */
	public function test_odd_answers_do_no_harm(): void {
		$held = array(
			'customizerId' => null,
			'productItems' => array(
				'x',
				array(
					'id'       => 987,
					'size'     => 'M',
					'material' => array( 'Bawełna' ),
					'color'    => '#ffffff',
					'quantity' => 'three',
				),
			),
		);
		self::assertSame( array(), self::found( array(), $held ) );
		self::assertSame( array( Difference::ITEM ), array_column( self::found( array(), array( 'productItems' => null ) ), 'what' ) );
	}

	/**
	 * Compares.
	 *
	 * @param array<string, mixed> $sold What was sold otherwise.
	 * @param array<string, mixed> $held What Alter holds.
	 * @return list<array{what: string, order: int, sold: string, found: string}>
	 */
	private static function found( array $sold, array $held ): array {
		return Difference::of( array( $sold + self::SOLD ), array( 123 => $held ) );
	}
}
