<?php
/**
 * What is under way about orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * Claims rows of `Order_Events` one by one, and writes what came of them. A claim has an owner and an end: two jobs
 * never do the same, and a job that was killed gives its row back.
 */
final class Order_Outbox {

	/**
	 * Longer than a row may take.
	 */
	private const CLAIM_SECONDS = 120;

	/**
	 * The row that is due longest, claimed; null when none is.
	 *
	 * Events of one order go out in their order: while an older one waits, a newer one does. Tasks wait for nobody.
	 *
	 * @param string $owner 32 random characters.
	 * @param int    $now   Unix seconds.
	 */
	public function claim( string $owner, int $now ): ?Order_Row {
		global $wpdb;
		$this->give_back( $now );
		$table = Schema::order_events();
		$tasks = "'" . implode( "','", Order_Row::TASKS ) . "'";
		// phpcs:ignore WordPress.DB.PreparedSQL -- $tasks are this plugin's own words.
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT r.id FROM %i r WHERE r.state = 'queued' AND r.next_attempt_at <= %s AND (r.kind IN ({$tasks}) OR NOT EXISTS (SELECT 1 FROM %i e WHERE e.order_id = r.order_id AND e.sequence < r.sequence AND e.state IN ('queued', 'sending') AND e.kind NOT IN ({$tasks}))) ORDER BY r.next_attempt_at, r.id LIMIT 10", $table, Gmt::text( $now ), $table ) );
		foreach ( $ids as $id ) {
			// Found first and changed by its number: an UPDATE that looks for itself locks what it passes.
			$is_ours = $wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'sending', claimed_by = %s, claimed_until = %s WHERE id = %d AND state = 'queued'", $table, $owner, Gmt::text( $now + self::CLAIM_SECONDS ), $id ) );
			if ( 1 === $is_ours ) {
				return $this->row( (int) $id );
			}
		}
		return null;
	}

	/**
	 * Events that the connector took, and whose outcome is to be asked for. Whatever comes of it, they are not asked about
	 * again at once.
	 *
	 * @param int $now Unix seconds.
	 */
	public function unanswered( int $now ): ?Order_Row {
		global $wpdb;
		$table = Schema::order_events();
		$id    = (int) $wpdb->get_var( $wpdb->prepare( "SELECT id FROM %i WHERE state = 'pending' AND next_attempt_at <= %s ORDER BY next_attempt_at LIMIT 1", $table, Gmt::text( $now ) ) );
		if ( 0 === $id ) {
			return null;
		}
		$is_ours = $wpdb->query( $wpdb->prepare( "UPDATE %i SET next_attempt_at = %s WHERE id = %d AND state = 'pending' AND next_attempt_at <= %s", $table, Gmt::text( $now + 60 ), $id, Gmt::text( $now ) ) );
		return 1 === $is_ours ? $this->row( $id ) : null;
	}

	/**
	 * The row has another state. A row that was given to another job meanwhile is left to it.
	 *
	 * @param Order_Row $row    As it was claimed.
	 * @param string    $state  Of `Order_Row`.
	 * @param string    $code   Why; may be empty.
	 * @param string    $detail The same for people.
	 * @param int|null  $next   Unix seconds of the next look; null for none.
	 * @param int       $add    1 when it was a try that came to nothing.
	 */
	public function becomes( Order_Row $row, string $state, string $code = '', string $detail = '', ?int $next = null, int $add = 0 ): void {
		global $wpdb;
		$wpdb->update(
			Schema::order_events(),
			array(
				'state'           => $state,
				'code'            => mb_substr( $code, 0, 100 ),
				'detail'          => mb_substr( $detail, 0, 500 ),
				'attempts'        => 0 === $add && $state !== $row->state && Order_Row::QUEUED !== $state ? 0 : min( 999, $row->attempts + $add ),
				'next_attempt_at' => null === $next ? null : Gmt::text( $next ),
				'claimed_by'      => '',
				'claimed_until'   => null,
				'updated_at'      => Gmt::text( time() ),
			),
			array(
				'id'    => $row->id,
				'state' => $row->state,
			)
		);
	}

	/**
	 * The connector has heard a higher sequence: the table is older than what was sent. The row goes on above it.
	 *
	 * @param Order_Row $row      As it was claimed.
	 * @param int       $sequence What the connector has heard.
	 */
	public function rise( Order_Row $row, int $sequence ): void {
		global $wpdb;
		$table   = Schema::order_events();
		$highest = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(sequence) FROM %i WHERE order_id = %d', $table, $row->order_id ) );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET sequence = %d WHERE id = %d', $table, max( $highest, $sequence ) + 1, $row->id ) );
	}

	/**
	 * Whether an event of the order is still on its way.
	 *
	 * @param int $order_id The order.
	 */
	public function is_telling( int $order_id ): bool {
		global $wpdb;
		$tasks = "'" . implode( "','", Order_Row::TASKS ) . "'";
		// phpcs:ignore WordPress.DB.PreparedSQL -- $tasks are this plugin's own words.
		return null !== $wpdb->get_var( $wpdb->prepare( "SELECT id FROM %i WHERE order_id = %d AND state IN ('queued', 'sending', 'pending') AND kind NOT IN ({$tasks}) LIMIT 1", Schema::order_events(), $order_id ) );
	}

	/**
	 * When the next row wants something, in Unix seconds; null when none does.
	 */
	public function next_due(): ?int {
		return Due::next( Schema::order_events() );
	}

	/**
	 * Refused and waiting rows are due now, because a person says so.
	 *
	 * @param list<int>|null $orders Orders; null for all.
	 * @return int How many.
	 */
	public function retry( ?array $orders ): int {
		global $wpdb;
		if ( array() === $orders ) {
			return 0;
		}
		$where = null === $orders ? '' : ' AND order_id IN (' . implode( ',', array_map( 'absint', $orders ) ) . ')';
		// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
		return (int) $wpdb->query( $wpdb->prepare( "UPDATE %i SET state = IF(state = 'pending', 'pending', 'queued'), attempts = 0, next_attempt_at = %s WHERE order_id > 0 AND state IN ('refused', 'queued', 'pending'){$where}", Schema::order_events(), Gmt::text( time() ) ) );
	}

	/**
	 * A person saw to what was refused.
	 *
	 * @param int $order_id The order.
	 */
	public function dismiss( int $order_id ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'done', code = 'local.seen', updated_at = %s WHERE order_id = %d AND state = 'refused'", Schema::order_events(), Gmt::text( time() ), $order_id ) );
	}

	/**
	 * What waits for a better time may go now: what it waited for is over.
	 */
	public function hasten(): void {
		global $wpdb;
		$now = Gmt::text( time() );
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET next_attempt_at = %s WHERE order_id > 0 AND state = 'queued' AND next_attempt_at > %s", Schema::order_events(), $now, $now ) );
	}

	/**
	 * Claims whose owner did not come back. What was sent may have arrived; the same event twice does nothing.
	 *
	 * @param int $now Unix seconds.
	 */
	private function give_back( int $now ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'queued', claimed_by = '', claimed_until = NULL, next_attempt_at = %s WHERE state = 'sending' AND claimed_until < %s", Schema::order_events(), Gmt::text( $now ), Gmt::text( $now ) ) );
	}

	/**
	 * One row.
	 *
	 * @param int $id Its number.
	 */
	private function row( int $id ): ?Order_Row {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', Schema::order_events(), $id ), ARRAY_A );
		return is_array( $row ) ? Order_Row::from_row( $row ) : null;
	}
}
