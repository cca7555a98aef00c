<?php
/**
 * One configured line.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Line;
use PHPUnit\Framework\TestCase;

/**
 * A line reads back what it wrote, and nothing else passes for one.
 */
final class Line_Test extends TestCase {

	private const KEPT = array(
		'runtime'           => 'customizer',
		'externalProductId' => 'wc_12_34',
		'alterOrderId'      => 77,
		'orderDetailId'     => 78,
		'designId'          => 381,
		'designName'        => 'Mug',
		'options'           => array(
			array(
				'name'  => 'Size',
				'value' => 'M',
			),
		),
		'unitPrice'         => 12.5,
		'currency'          => 'EUR',
		'claimId'           => 'cl_abc',
		'sessionRef'        => 'ss_abc',
		'cartKey'           => 'k-123',
		'pictureUrl'        => 'https://connector.example/storefront/v1/k/thumbnails/v1.a.b',
		'checked'           => true,
		'repeatOf'          => null,
		'hintedOrderId'     => null,
		'claimKey'          => null,
	);

	/**
	 * Through a session, and through JSON.
	 */
	public function test_it_reads_what_it_wrote(): void {
		$line = Line::from_array( self::KEPT );
		self::assertSame( self::KEPT, $line->to_array() );
		self::assertSame( self::KEPT, Line::from_array( json_decode( wp_json_encode( $line->to_array() ), true ) )->to_array() );
	}

	/**
	 * Order meta holds numbers as texts.
	 */
	public function test_numbers_may_be_texts(): void {
		$line = Line::from_array(
			array(
				'alterOrderId'  => '77',
				'orderDetailId' => '78',
			) + self::KEPT
		);
		self::assertSame( array( 77, 78 ), array( $line->alter_order_id, $line->order_detail_id ) );
	}

	/**
	 * Without a tool and a product there is no line.
	 */
	public function test_what_is_no_line(): void {
		foreach ( array( null, false, 'text', array(), array( 'runtime' => 'viewer' ), array( 'runtime' => 'designer' ) + self::KEPT, array( 'externalProductId' => '<b>' ) + self::KEPT, array( 'externalProductId' => array() ) + self::KEPT ) as $value ) { // phpcs:ignore WordPress.Arrays
			self::assertNull( Line::from_array( $value ) );
		}
	}

	/**
	 * What was not claimed has no order, no price and no item, whatever stands there; what was has no hint.
	 */
	public function test_an_unchecked_line_has_no_order(): void {
		$line = Line::from_array(
			array(
				'checked'       => false,
				'hintedOrderId' => 99,
				'claimKey'      => str_repeat( 'k', 43 ),
			) + self::KEPT
		);
		self::assertSame( array( null, null, null, null ), array( $line->alter_order_id, $line->order_detail_id, $line->unit_price, $line->currency ) );
		self::assertSame( array( 99, str_repeat( 'k', 43 ) ), array( $line->hinted_order_id, $line->claim_key ) );
		self::assertFalse( $line->is_editable() );
		$checked = Line::from_array( array( 'hintedOrderId' => 99 ) + self::KEPT );
		self::assertNull( $checked->hinted_order_id );
		foreach ( array( 1, 'true', 'yes', null ) as $odd ) {
			self::assertFalse( Line::from_array( array( 'checked' => $odd ) + self::KEPT )->checked );
		}
	}

	/**
	 * Odd fields are absent, one by one.
	 *
	 * @dataProvider odd
	 * @param string $key   Of the array.
	 * @param mixed  $value What stands there.
	 * @param mixed  $reads What it reads as.
	 */
	public function test_odd_fields( string $key, mixed $value, mixed $reads ): void {
		self::assertSame( $reads, Line::from_array( array( $key => $value ) + self::KEPT )->to_array()[ $key ] );
	}

	/**
	 * Fields and what they may not be.
	 *
	 * @return iterable<string, array{string, mixed, mixed}>
	 */
	public function odd(): iterable {
		yield 'a negative price' => array( 'unitPrice', -0.01, null );
		yield 'no number' => array( 'unitPrice', NAN, null );
		yield 'without end' => array( 'unitPrice', INF, null );
		yield 'a text as price' => array( 'unitPrice', '12.5', null );
		yield 'nothing to pay' => array( 'unitPrice', 0, 0.0 );
		yield 'a currency in small letters' => array( 'currency', 'eur', null );
		yield 'an order of zero' => array( 'alterOrderId', 0, null );
		yield 'more than JavaScript holds' => array( 'alterOrderId', 9007199254740993, null );
		yield 'a fraction' => array( 'alterOrderId', 7.5, null );
		yield 'a script as picture' => array( 'pictureUrl', 'javascript:alert(1)', null );
		yield 'a picture that breaks out' => array( 'pictureUrl', 'https://x.example/"onload=', null );
		yield 'somebody entering' => array( 'pictureUrl', 'https://shop.example@evil.example/', null );
		yield 'a ref of two lines' => array( 'sessionRef', "ss_a\n", '' );
		yield 'control characters' => array( 'designName', "Mug\x00 \x1b[31mred", 'Mug [31mred' );
		yield 'a turn of direction' => array( 'designName', "Mug\u{202e}gum", 'Muggum' );
		yield 'broken UTF-8' => array( 'designName', "Mug\xff", '' );
		yield 'options that are none' => array( 'options', array( 'x', array( 'name' => 'Size' ), array( 'name' => 'A', 'value' => array() ) ), array() ); // phpcs:ignore WordPress.Arrays
		yield 'markup is text' => array( 'designName', '<b>Mug</b>', '<b>Mug</b>' );
	}

	/**
	 * A repeat keeps the first order's number, and nobody changes it.
	 */
	public function test_a_repeat(): void {
		$line   = Line::from_array( self::KEPT );
		$repeat = $line->as_repeat_of( '123' );
		self::assertSame( array( '123', 77, null ), array( $repeat->repeat_of, $repeat->alter_order_id, $repeat->cart_key ) );
		self::assertSame( array( true, false ), array( $repeat->is_viewable(), $repeat->is_editable() ) );
		self::assertSame( '123', $repeat->as_repeat_of( '456' )->repeat_of );
		self::assertTrue( $line->is_of_order( 77 ) );
		self::assertFalse( $repeat->is_of_order( 77 ) );
	}

	/**
	 * No more than a session should hold.
	 */
	public function test_it_stays_small(): void {
		$line = Line::from_array( array( 'options' => array_fill( 0, 1000, array( 'name' => str_repeat( 'n', 1000 ), 'value' => str_repeat( 'v', 5000 ) ) ) ) + self::KEPT ); // phpcs:ignore WordPress.Arrays
		self::assertCount( 40, $line->options );
		self::assertSame( array( 100, 500 ), array( strlen( $line->options[0]['name'] ), strlen( $line->options[0]['value'] ) ) );
	}
}
