<?php
/**
 * Finds what was missed.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- WooCommerce can not be asked for orders by their items' metas.

/**
 * Looks at recent orders with configured items, some at a time: a request that was killed, another program that wrote
 * into the tables, or a plugin that was switched off for a day leave orders of which Alter knows something else.
 */
final class Sweep {

	/**
	 * The last order that was looked at.
	 */
	private const OPTION = 'alter_connector_orders_swept';

	private const AT_ONCE = 100;

	/**
	 * Older orders do not change unseen.
	 */
	private const DAYS = 60;

	private const SECONDS = 10;

	/**
	 * Built once, by the room.
	 *
	 * @param Recorder $recorder Looks at orders.
	 * @param Store    $store    Since when this store is told of orders.
	 */
	public function __construct( private Recorder $recorder, private Store $store ) {}

	/**
	 * Looks at the next orders, and begins anew behind the last one.
	 *
	 * @return int How many had something to tell.
	 */
	public function run(): int {
		if ( ! $this->recorder->is_open() ) {
			return 0;
		}
		$deadline = microtime( true ) + self::SECONDS;
		$after    = max( (int) get_option( self::OPTION ), $this->oldest() - 1 );
		$ids      = $this->orders( $after );
		$found    = 0;
		$last     = 0;
		foreach ( $ids as $id ) {
			$found += $this->recorder->look( $id ) ? 1 : 0;
			$last   = $id;
			if ( microtime( true ) > $deadline ) {
				break;
			}
		}
		$is_whole = array() === $ids || end( $ids ) === $last;
		$is_end   = $is_whole && count( $ids ) < self::AT_ONCE;
		update_option( self::OPTION, $is_end ? 0 : $last, false );
		return $found;
	}

	/**
	 * All of them, now.
	 *
	 * @param callable|null $tell Hears how many were looked at so far.
	 * @return int How many had something to tell.
	 */
	public function all( ?callable $tell = null ): int {
		$found = 0;
		$seen  = 0;
		$after = $this->oldest() - 1;
		do {
			$ids = $this->recorder->is_open() ? $this->orders( $after ) : array();
			foreach ( $ids as $id ) {
				$found += $this->recorder->look( $id ) ? 1 : 0;
				$after  = $id;
			}
			$seen += count( $ids );
			if ( null !== $tell ) {
				$tell( $seen );
			}
		} while ( $ids );
		return $found;
	}

	/**
	 * Orders with configured items, by their numbers.
	 *
	 * @param int $after Only higher numbers.
	 * @return list<int>
	 */
	private function orders( int $after ): array {
		global $wpdb;
		$items = "{$wpdb->prefix}woocommerce_order_items";
		$metas = "{$wpdb->prefix}woocommerce_order_itemmeta";
		$found = $wpdb->get_col( $wpdb->prepare( 'SELECT DISTINCT i.order_id FROM %i i JOIN %i m ON m.order_item_id = i.order_item_id AND m.meta_key = %s WHERE i.order_id > %d ORDER BY i.order_id LIMIT %d', $items, $metas, Items::LINE, $after, self::AT_ONCE ) );
		return array_map( 'intval', $found );
	}

	/**
	 * The number of the first order that is recent; 0 when all are.
	 */
	private function oldest(): int {
		$since = max( time() - self::DAYS * DAY_IN_SECONDS, $this->store->since() );
		$found = wc_get_orders(
			array(
				'type'         => 'shop_order',
				'status'       => 'any',
				'date_created' => '>=' . $since,
				'orderby'      => 'ID',
				'order'        => 'ASC',
				'limit'        => 1,
				'return'       => 'ids',
			)
		);
		return $found ? (int) reset( $found ) : PHP_INT_MAX;
	}
}
