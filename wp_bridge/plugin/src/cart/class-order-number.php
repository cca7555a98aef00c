<?php
/**
 * Finds the order's number in the customizer's message.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * No document says where the message carries the number of the order that it made; the documented example has none. So
 * the names are a setting, and a message without a number is claimed by its session. Pure.
 *
 * The number proves nothing: the claim does.
 */
final class Order_Number {

	/**
	 * Where messages wrap an order.
	 */
	private const WRAPPED = 'order';

	/**
	 * The number under the first name that holds one, outside before inside; null when the message has none.
	 *
	 * @param array<mixed> $payload The message's payload.
	 * @param list<string> $keys    The names, in the order in which they are tried.
	 */
	public static function in( array $payload, array $keys ): ?int {
		foreach ( $keys as $key ) {
			$found = Line::id( $payload[ $key ] ?? null );
			if ( null !== $found ) {
				return $found;
			}
		}
		$order = $payload[ self::WRAPPED ] ?? null;
		return is_array( $order ) ? Line::id( $order['id'] ?? null ) ?? self::in( array_diff_key( $order, array( self::WRAPPED => 0 ) ), $keys ) : null;
	}
}
