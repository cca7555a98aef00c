<?php
/**
 * The order's number in the customizer's message.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Order_Number;
use PHPUnit\Framework\TestCase;

/**
 * It is found under the configured names, and nowhere else.
 */
final class Order_Number_Test extends TestCase {

	private const KEYS = array( 'orderId', 'customerOrderId', 'id' );

	/**
	 * Messages and their numbers.
	 *
	 * @dataProvider messages
	 * @param array<mixed> $payload  The payload.
	 * @param int|null     $expected The number.
	 */
	public function test_it_is_found( array $payload, ?int $expected ): void {
		self::assertSame( $expected, Order_Number::in( $payload, self::KEYS ) );
	}

	/**
	 * Payloads.
	 *
	 * @return iterable<string, array{array<mixed>, int|null}>
	 */
	public function messages(): iterable {
		yield 'the documented example has none' => array( array( 'userDesignId' => 10, 'designName' => 'Mug' ), null ); // phpcs:ignore WordPress.Arrays
		yield 'a number' => array( array( 'orderId' => 5 ), 5 );
		yield 'a text' => array( array( 'orderId' => '5' ), 5 );
		yield 'the first name goes first' => array( array( 'id' => 1, 'orderId' => 2 ), 2 ); // phpcs:ignore WordPress.Arrays
		yield 'a name that holds none is passed' => array( array( 'orderId' => 'none', 'id' => 3 ), 3 ); // phpcs:ignore WordPress.Arrays
		yield 'wrapped' => array( array( 'order' => array( 'id' => 4 ) ), 4 );
		yield 'wrapped under a configured name' => array( array( 'order' => array( 'customerOrderId' => 6 ) ), 6 );
		yield 'outside goes before inside' => array( array( 'order' => array( 'id' => 4 ), 'id' => 9 ), 9 ); // phpcs:ignore WordPress.Arrays
		yield 'wrapped in itself' => array( array( 'order' => array( 'order' => array( 'id' => 4 ) ) ), null );
		yield 'a negative one' => array( array( 'orderId' => -5 ), null );
		yield 'words behind it' => array( array( 'orderId' => '5 or 6' ), null );
		yield 'a list' => array( array( 'orderId' => array( 5 ) ), null );
		yield 'true' => array( array( 'orderId' => true ), null );
		yield 'not of its items' => array( array( 'productItems' => array( array( 'id' => 5 ) ) ), null );
	}

	/**
	 * A shop that names its own keys is asked for those only.
	 */
	public function test_only_configured_names(): void {
		self::assertNull( Order_Number::in( array( 'orderId' => 5 ), array( 'cart' ) ) );
		self::assertSame( 5, Order_Number::in( array( 'order' => array( 'id' => 5 ) ), array( 'cart' ) ) );
	}
}
