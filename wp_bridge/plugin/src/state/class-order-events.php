<?php
/**
 * What is told, asked and done about orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table; a cache would show yesterday's state.

/**
 * Writes rows in the request that changed the order; `Order_Outbox` takes them from here. A row is an event of the
 * contract, which tells the whole order, or a task about it.
 */
final class Order_Events {

	/**
	 * Two requests about one order may find the same next number; each further try finds a higher one.
	 */
	private const TRIES = 5;

	/**
	 * How long what is done is kept. Each order's newest event stays: its sequence and content go on from there.
	 */
	private const KEPT_DAYS = 90;

	/**
	 * Events that tell the order as it is: a newer one says all that an unsent older one says.
	 */
	private const SNAPSHOTS = array( Order_Row::CREATED, Order_Row::UPDATED, Order_Row::CANCELLED, Order_Row::REFUNDED, Order_Row::RESTORED );

	/**
	 * The newest event of an order.
	 *
	 * @param int $order_id The order.
	 */
	public function last( int $order_id ): ?Order_Row {
		return $this->newest( $order_id, Order_Row::EVENTS );
	}

	/**
	 * The newest row of some kinds.
	 *
	 * @param int          $order_id The order.
	 * @param list<string> $kinds    Of `Order_Row`.
	 */
	public function newest( int $order_id, array $kinds ): ?Order_Row {
		global $wpdb;
		$places = self::places( $kinds );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM %i WHERE order_id = %d AND kind IN ({$places}) ORDER BY sequence DESC LIMIT 1", Schema::order_events(), $order_id, ...$kinds ), ARRAY_A );
		return is_array( $row ) ? Order_Row::from_row( $row ) : null;
	}

	/**
	 * Rows of an order, the newest first.
	 *
	 * @param int $order_id The order.
	 * @param int $most     How many.
	 * @return list<Order_Row>
	 */
	public function of_order( int $order_id, int $most = 50 ): array {
		global $wpdb;
		return self::rows( $wpdb->prepare( 'SELECT * FROM %i WHERE order_id = %d ORDER BY sequence DESC LIMIT %d', Schema::order_events(), $order_id, $most ) );
	}

	/**
	 * Rows in some states, the newest first; all when none is named.
	 *
	 * @param list<string> $states Of `Order_Row`.
	 * @param int          $most   How many.
	 * @return list<Order_Row>
	 */
	public function in_states( array $states, int $most ): array {
		global $wpdb;
		$states = $states ? $states : Order_Row::STATES;
		$places = self::places( $states );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		return self::rows( $wpdb->prepare( "SELECT * FROM %i WHERE order_id > 0 AND state IN ({$places}) ORDER BY id DESC LIMIT %d", Schema::order_events(), ...array_merge( $states, array( $most ) ) ) );
	}

	/**
	 * Writes an event. What an unsent older one said is said by this one, so that one goes.
	 *
	 * @param int                  $order_id The order.
	 * @param string               $kind     One of `Order_Row::EVENTS`.
	 * @param string               $status   The order's status.
	 * @param int                  $modified Unix seconds.
	 * @param array<string, mixed> $content  With `lines`.
	 * @param string               $hash     Of status and lines.
	 * @return int The new row's sequence; 0 when the database did not take it.
	 */
	public function append( int $order_id, string $kind, string $status, int $modified, array $content, string $hash ): int {
		$sequence = $this->insert( $order_id, $kind, $status, $modified, $content, $hash );
		if ( $sequence > 0 && ( Order_Row::DELETED === $kind || in_array( $kind, self::SNAPSHOTS, true ) ) ) {
			$this->forget_overtaken( $order_id, $sequence );
		}
		return $sequence;
	}

	/**
	 * Puts a task on the list, unless the same one is there and undone.
	 *
	 * @param int    $order_id The order.
	 * @param string $kind     One of `Order_Row::TASKS`.
	 */
	public function demand( int $order_id, string $kind ): void {
		$before = $this->newest( $order_id, array( $kind ) );
		if ( null === $before || in_array( $before->state, array( Order_Row::DONE, Order_Row::REFUSED ), true ) ) {
			$this->insert( $order_id, $kind, '', time(), array(), '' );
		}
	}

	/**
	 * Notes that an order of Alter's lies in a cart; again, when it lies in one again.
	 *
	 * @param int $alter_order_id Its number at Alter.
	 * @param int $look_at        Unix seconds: when it is to be looked at.
	 */
	public function in_cart( int $alter_order_id, int $look_at ): void {
		global $wpdb;
		$now = Gmt::text( time() );
		$wpdb->query( $wpdb->prepare( "INSERT INTO %i (order_id, sequence, kind, modified_at, content, state, next_attempt_at, created_at, updated_at) VALUES (0, %d, 'cart', %s, '[]', 'queued', %s, %s, %s) ON DUPLICATE KEY UPDATE state = 'queued', next_attempt_at = VALUES(next_attempt_at), attempts = 0, updated_at = VALUES(updated_at)", Schema::order_events(), $alter_order_id, $now, Gmt::text( $look_at ), $now, $now ) );
	}

	/**
	 * How many rows about orders are in which state.
	 *
	 * @return array<string, int> Every state of `Order_Row::STATES`.
	 */
	public function counts(): array {
		global $wpdb;
		$found = $wpdb->get_results( $wpdb->prepare( 'SELECT state, COUNT(*) AS n FROM %i WHERE order_id > 0 GROUP BY state', Schema::order_events() ), ARRAY_A );
		return array_map( 'intval', array_column( (array) $found, 'n', 'state' ) ) + array_fill_keys( Order_Row::STATES, 0 );
	}

	/**
	 * Rows of the last month that were refused and that no later one of their order and kind has mended, the newest first.
	 *
	 * @param int $most How many.
	 * @return list<Order_Row>
	 */
	public function refused( int $most ): array {
		global $wpdb;
		$table = Schema::order_events();
		return self::rows( $wpdb->prepare( "SELECT r.* FROM %i r WHERE r.order_id > 0 AND r.state = 'refused' AND r.updated_at > %s AND NOT EXISTS (SELECT 1 FROM %i n WHERE n.order_id = r.order_id AND n.kind = r.kind AND n.sequence > r.sequence) ORDER BY r.id DESC LIMIT %d", $table, Gmt::text( time() - 30 * DAY_IN_SECONDS ), $table, $most ) );
	}

	/**
	 * When the longest waiting event was written, in Unix seconds; null when none waits.
	 */
	public function oldest_waiting(): ?int {
		global $wpdb;
		$places = self::places( Order_Row::EVENTS );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		return Gmt::seconds( $wpdb->get_var( $wpdb->prepare( "SELECT MIN(created_at) FROM %i WHERE state IN ('queued', 'sending') AND kind IN ({$places})", Schema::order_events(), ...Order_Row::EVENTS ) ) );
	}

	/**
	 * Takes all of them away.
	 */
	public function forget_all(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', Schema::order_events() ) );
	}

	/**
	 * Takes away what has been done for months, and nothing that anybody may still need.
	 */
	public function prune(): void {
		global $wpdb;
		$table  = Schema::order_events();
		$before = Gmt::text( time() - self::KEPT_DAYS * DAY_IN_SECONDS );
		$ids    = $wpdb->get_col( $wpdb->prepare( "SELECT r.id FROM %i r WHERE r.state = 'done' AND r.updated_at < %s AND (r.kind = 'cart' OR EXISTS (SELECT 1 FROM %i n WHERE n.order_id = r.order_id AND n.kind NOT IN ('claim', 'check', 'picture') AND n.sequence > r.sequence)) LIMIT 500", $table, $before, $table ) );
		if ( $ids ) {
			$list = implode( ',', array_map( 'absint', $ids ) );
			// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
			$wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE id IN ({$list})", $table ) );
		}
	}

	/**
	 * Writes a row. Its sequence is above all of its order's, and above the clock in milliseconds: a table that was lost,
	 * or came back from a backup, goes on above what the connector has heard, and a clock that steps back changes nothing.
	 *
	 * @param int                  $order_id The order.
	 * @param string               $kind     Of `Order_Row`.
	 * @param string               $status   The order's status.
	 * @param int                  $modified Unix seconds.
	 * @param array<string, mixed> $content  Any.
	 * @param string               $hash     Of status and lines.
	 * @return int The sequence; 0 when the database did not take it.
	 */
	private function insert( int $order_id, string $kind, string $status, int $modified, array $content, string $hash ): int {
		global $wpdb;
		$table = Schema::order_events();
		$now   = Gmt::text( time() );
		$json  = (string) wp_json_encode( $content );
		$quiet = $wpdb->suppress_errors();
		$found = 0;
		for ( $try = 0; $try < self::TRIES && 0 === $found; $try++ ) {
			$highest  = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(sequence) FROM %i WHERE order_id = %d', $table, $order_id ) );
			$sequence = max( $highest + 1, (int) floor( microtime( true ) * 1000 ) );
			$is_there = $wpdb->insert(
				$table,
				array(
					'order_id'        => $order_id,
					'sequence'        => $sequence,
					'kind'            => $kind,
					'status'          => mb_substr( $status, 0, 64 ),
					'modified_at'     => Gmt::text( $modified ),
					'content'         => $json,
					'content_hash'    => $hash,
					'next_attempt_at' => $now,
					'created_at'      => $now,
					'updated_at'      => $now,
				)
			);
			$found    = $is_there ? $sequence : 0;
		}
		$wpdb->suppress_errors( $quiet );
		return $found;
	}

	/**
	 * Takes away events that were never sent and that a newer one overtook.
	 *
	 * @param int $order_id The order.
	 * @param int $sequence Of the newer one.
	 */
	private function forget_overtaken( int $order_id, int $sequence ): void {
		global $wpdb;
		$places = self::places( self::SNAPSHOTS );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		$wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE order_id = %d AND sequence < %d AND state = 'queued' AND kind IN ({$places})", Schema::order_events(), $order_id, $sequence, ...self::SNAPSHOTS ) );
	}

	/**
	 * As many places for texts as values.
	 *
	 * @param list<string> $values The values.
	 */
	private static function places( array $values ): string {
		return implode( ',', array_fill( 0, count( $values ), '%s' ) );
	}

	/**
	 * What a query finds.
	 *
	 * @param string $sql Prepared.
	 * @return list<Order_Row>
	 */
	private static function rows( string $sql ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB.PreparedSQL -- Prepared by the callers.
		return array_map( array( Order_Row::class, 'from_row' ), (array) $wpdb->get_results( $sql, ARRAY_A ) );
	}
}
