<?php
/**
 * Which of Alter's orders were bought here.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- WooCommerce can not be asked which orders hold a number; a cache would show the minute before.

/**
 * Between the payment and the event's arrival Alter still takes a bought order for one of a cart, and lets whoever made
 * it claim it once more. Only the shop knows better, from its own orders: with HPOS and without, their items lie in the
 * same tables.
 */
final class Bought {

	/**
	 * Meta of order items: Alter's order, as text (the contract's name).
	 */
	public const META = '_alter_order_id';

	/**
	 * What this request has found out.
	 *
	 * @var array<int, bool>
	 */
	private array $known = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Order_Events $events Which orders were told of.
	 */
	public function __construct( private Order_Events $events ) {}

	/**
	 * Those among some of Alter's orders that an order of this shop has bought. One query for all that are new.
	 *
	 * @param list<int> $numbers Alter's.
	 * @return list<int>
	 */
	public function among( array $numbers ): array {
		$new = array_values( array_diff( $numbers, array_keys( $this->known ) ) );
		if ( $new ) {
			$this->known += array_fill_keys( $new, false );
			foreach ( self::named( $new ) as list( $number, $order_id ) ) {
				$this->known[ $number ] = $this->known[ $number ] || $this->is_placed( $order_id );
			}
		}
		return array_values( array_filter( $numbers, fn( int $number ): bool => $this->known[ $number ] ) );
	}

	/**
	 * Whether an order was bought.
	 *
	 * @param int|null $number Alter's; null is none.
	 */
	public function has( ?int $number ): bool {
		return null !== $number && array() !== $this->among( array( $number ) );
	}

	/**
	 * Pairs of Alter's orders and the shop's that name them, by WooCommerce's own index of item metas.
	 *
	 * @param list<int> $numbers Alter's.
	 * @return list<array{int, int}>
	 */
	private static function named( array $numbers ): array {
		global $wpdb;
		$places = implode( ',', array_fill( 0, count( $numbers ), '%s' ) );
		$items  = "{$wpdb->prefix}woocommerce_order_items";
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT DISTINCT m.meta_value, i.order_id FROM %i m INNER JOIN %i i ON i.order_item_id = m.order_item_id WHERE m.meta_key = %s AND m.meta_value IN ({$places})", "{$wpdb->prefix}woocommerce_order_itemmeta", $items, self::META, ...array_map( 'strval', $numbers ) ), ARRAY_N );
		return array_map( static fn( array $row ): array => array( (int) $row[0], (int) $row[1] ), (array) $rows );
	}

	/**
	 * Whether an order is one, and not an attempt or the checkout's draft of this very cart.
	 *
	 * @param int $order_id WooCommerce's.
	 */
	private function is_placed( int $order_id ): bool {
		$order = wc_get_order( $order_id );
		return $order instanceof \WC_Order && Placed::is( $order->get_status(), null !== $order->get_date_paid(), null !== $this->events->last( $order_id ) );
	}
}
