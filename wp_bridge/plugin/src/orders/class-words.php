<?php
/**
 * What is told to the owner about orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * One cause and one action for each code; texts of the connector are told as they came.
 */
final class Words {

	/**
	 * A code of the contract or ours.
	 *
	 * @param string $code   The code.
	 * @param string $detail What the connector said, English.
	 */
	public static function code( string $code, string $detail = '' ): string {
		switch ( $code ) {
			case 'orders.notOwner':
				return __( 'This order of Alter\'s belongs to another order of the shop, which was placed first, so Alter hears of that one only. If both are real, have it produced twice.', 'alter-connector' );
			case 'orders.unknownStatus':
				return __( 'Alter is not told of this order\'s status: nothing says what it means. Ask whoever runs the connector to add it to the status map.', 'alter-connector' );
			case 'orders.lineAtZero':
				return __( 'Some of the pieces are no longer wanted, and Alter has no word for "none of this one": take them out in Alter\'s panel.', 'alter-connector' );
			case 'orders.linesAmbiguous':
				return __( 'Alter was not told the quantities: several lines are of one order at Alter, and it is not known which piece is which. Set them in Alter\'s panel.', 'alter-connector' );
			case 'orders.deletedAtAlter':
				return __( 'Alter\'s order was deleted there and cannot be brought back. Ask the customer for the design, or make the order anew in Alter\'s panel.', 'alter-connector' );
			case 'orders.unknownAtAlter':
				return __( 'Alter does not know this order, or it is in another of its storefronts.', 'alter-connector' );
		}
		return self::claim( $code ) ?? self::told( $code, $detail );
	}

	/**
	 * Why a line could not be claimed afterwards; null for other codes.
	 *
	 * @param string $code The code.
	 */
	private static function claim( string $code ): ?string {
		switch ( $code ) {
			case 'local.noDesign':
				return __( 'The customizer did not open, so there is none.', 'alter-connector' );
			case 'local.emptyClaim':
				return __( 'Alter\'s order has no piece in it.', 'alter-connector' );
			case 'claim.orderUnknown':
				return __( 'Alter has no such order of this customer\'s visit.', 'alter-connector' );
			case 'claim.sessionUnknown':
				return __( 'The customer\'s visit is too long ago.', 'alter-connector' );
			case 'claim.severalOrders':
				return __( 'The customer made several designs during the visit.', 'alter-connector' );
			case 'claim.taken':
				return __( 'Alter\'s order belongs to somebody else, or was bought before.', 'alter-connector' );
			case 'claim.locked':
				return __( 'Alter\'s order is no longer one of a cart.', 'alter-connector' );
			case 'claim.wrongDesign':
				return __( 'Alter\'s order is of another design than the product has now.', 'alter-connector' );
		}
		return null;
	}

	/**
	 * A code without words of our own.
	 *
	 * @param string $code   The code.
	 * @param string $detail What the connector said, English.
	 */
	private static function told( string $code, string $detail ): string {
		/* translators: 1: what the connector said, in English; 2: its code, e.g. "orders.unknownAtAlter". */
		return '' === $detail ? $code : sprintf( __( '%1$s (%2$s)', 'alter-connector' ), $detail, $code );
	}

	/**
	 * A mark, short.
	 *
	 * @param string $mark Of `Marks`.
	 */
	public static function mark( string $mark ): string {
		switch ( $mark ) {
			case Marks::REFUSED:
				return __( 'Not told to Alter', 'alter-connector' );
			case Marks::DIFFERS:
				return __( 'Differs from Alter', 'alter-connector' );
			case Marks::UNCHECKED:
				return __( 'Not checked', 'alter-connector' );
			case Marks::FOREIGN:
				return __( 'Belongs to another order', 'alter-connector' );
		}
		return $mark;
	}

	/**
	 * What a comparison found.
	 *
	 * @param array{what: string, order: int, sold: string, found: string} $difference Of `Difference`.
	 */
	public static function difference( array $difference ): string {
		list( 'order' => $order, 'sold' => $sold, 'found' => $found ) = $difference;
		switch ( $difference['what'] ) {
			case Difference::GONE:
				/* translators: %d: a number of an order at Alter. */
				return sprintf( __( 'Alter has no order %d any more.', 'alter-connector' ), $order );
			case Difference::DESIGN:
				/* translators: 1: a number of an order at Alter; 2: a design's number; 3: another one's. */
				return sprintf( __( 'Alter\'s order %1$d is of design %3$s; design %2$s was sold.', 'alter-connector' ), $order, $sold, $found );
			case Difference::ITEM:
				/* translators: 1: a number of an order at Alter; 2: a number of a piece in it. */
				return sprintf( __( 'Alter\'s order %1$d has no piece %2$s any more.', 'alter-connector' ), $order, $sold );
			case Difference::OPTION:
				/* translators: 1: a number of an order at Alter; 2: an option such as "Size: M"; 3: what Alter has, such as "L, Cotton". */
				return sprintf( __( 'Alter\'s order %1$d: "%2$s" was sold, Alter has "%3$s".', 'alter-connector' ), $order, $sold, $found );
			case Difference::QUANTITY:
				/* translators: 1: a number of an order at Alter; 2, 3: quantities. */
				return sprintf( __( 'Alter\'s order %1$d: sold in a quantity of %2$s, Alter has %3$s.', 'alter-connector' ), $order, $sold, $found );
			case Difference::PRICE:
				/* translators: 1: a number of an order at Alter; 2, 3: prices with currencies. */
				return sprintf( __( 'Alter\'s order %1$d: sold at Alter\'s price of %2$s, which is %3$s now.', 'alter-connector' ), $order, $sold, $found );
		}
		return $difference['what'];
	}
}
