<?php
/**
 * What a customised item costs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Price;
use AlterConnector\State\Line;
use PHPUnit\Framework\TestCase;

/**
 * Alter's price only from a claim, and only in the shop's currency.
 */
final class Price_Test extends TestCase {

	/**
	 * Lines and prices.
	 *
	 * @dataProvider lines
	 * @param array<string, mixed> $changes  Of a claimed line.
	 * @param string               $currency The shop's.
	 * @param float|null           $expected The price.
	 */
	public function test_accepted( array $changes, string $currency, ?float $expected ): void {
		$claimed = array(
			'runtime'           => 'customizer',
			'externalProductId' => 'wc_1',
			'alterOrderId'      => 5,
			'orderDetailId'     => 6,
			'unitPrice'         => 9.9,
			'currency'          => 'EUR',
			'checked'           => true,
		);
		self::assertSame( $expected, Price::accepted( Line::from_array( $changes + $claimed ), $currency ) );
	}

	/**
	 * Changes of a claimed line.
	 *
	 * @return iterable<string, array{array<string, mixed>, string, float|null}>
	 */
	public function lines(): iterable {
		yield 'as claimed' => array( array(), 'EUR', 9.9 );
		yield 'for nothing' => array( array( 'unitPrice' => 0 ), 'EUR', 0.0 );
		yield 'another currency' => array( array(), 'USD', null );
		yield 'no currency' => array( array( 'currency' => null ), '', null );
		yield 'negative' => array( array( 'unitPrice' => -1 ), 'EUR', null );
		yield 'without end' => array( array( 'unitPrice' => INF ), 'EUR', null );
		yield 'never claimed' => array( array( 'checked' => false ), 'EUR', null );
		yield 'of a viewer' => array( array( 'runtime' => 'viewer' ), 'EUR', null );
		yield 'of no order' => array( array( 'alterOrderId' => null ), 'EUR', null );
		yield 'of an order bought before' => array( array( 'repeatOf' => '12' ), 'EUR', 9.9 );
	}
}
