<?php
/**
 * What is on its way to the connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * The mirror's rows that are to be sent, are being sent, or wait for Alter. What came of them is written by `Outcomes`.
 *
 * A batch is claimed with an owner's mark and until a time: two jobs never send the same row, and a job that was
 * killed gives its rows back.
 */
final class Backlog {

	/**
	 * Longer than a batch may take.
	 */
	private const CLAIM_SECONDS = 120;

	/**
	 * After a look that nothing came of: nobody answered, or nothing that could be written.
	 */
	private const LOOK_SECONDS = 60;

	/**
	 * Claims rows that are due, the longest waiting first.
	 *
	 * @param string $owner 32 random characters.
	 * @param int    $most  How many.
	 * @param int    $now   Unix seconds.
	 * @return array<int, Binding_Row>
	 */
	public function claim( string $owner, int $most, int $now ): array {
		global $wpdb;
		$this->give_back( $now );
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT id FROM %i WHERE state = 'queued' AND next_attempt_at <= %s ORDER BY next_attempt_at LIMIT %d", Schema::bindings(), Gmt::text( $now ), $most ) );
		return $this->take( $ids, $owner, $now );
	}

	/**
	 * Claims the waiting rows of some products, due or not: somebody looks at them.
	 *
	 * @param string    $owner   32 random characters.
	 * @param list<int> $objects Products and variations.
	 * @param int       $most    How many rows.
	 * @param int       $now     Unix seconds.
	 * @return array<int, Binding_Row>
	 */
	public function claim_of( string $owner, array $objects, int $most, int $now ): array {
		global $wpdb;
		if ( ! $objects ) {
			return array();
		}
		$list = self::listed( $objects );
		// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT id FROM %i WHERE state = 'queued' AND (object_id IN ({$list}) OR product_id IN ({$list})) LIMIT %d", Schema::bindings(), $most ) );
		return $this->take( $ids, $owner, $now );
	}

	/**
	 * These did not get through, and go out again later.
	 *
	 * @param list<Binding_Row>  $rows   As they were claimed.
	 * @param string             $owner  Who claimed them.
	 * @param string             $code   Why.
	 * @param string             $detail The same for people.
	 * @param callable(int): int $next   Unix seconds of the next try, from the number of tries so far.
	 * @param bool               $counts Whether it was a try.
	 */
	public function postpone( array $rows, string $owner, string $code, string $detail, callable $next, bool $counts = true ): void {
		global $wpdb;
		foreach ( $rows as $row ) {
			$attempts = min( 999, $row->attempts + ( $counts ? 1 : 0 ) );
			$wpdb->update(
				Schema::bindings(),
				array(
					'state'           => Binding_Row::QUEUED,
					'claimed_by'      => '',
					'claimed_until'   => null,
					// What was sent may have arrived: what the connector holds is not known.
					'sent_hash'       => $row->sent_hash === $row->wanted_hash ? $row->sent_hash : Mirror::UNKNOWN,
					'code'            => mb_substr( $code, 0, 100 ),
					'detail'          => mb_substr( $detail, 0, 500 ),
					'attempts'        => $attempts,
					'next_attempt_at' => Gmt::text( $next( $attempts ) ),
				),
				array(
					'id'         => $row->id,
					'claimed_by' => $owner,
				)
			);
		}
	}

	/**
	 * What is still claimed changed while it was on its way, and goes out again.
	 *
	 * @param string $owner Who claimed it.
	 * @param int    $now   Unix seconds.
	 */
	public function release( string $owner, int $now ): void {
		global $wpdb;
		$this->requeue( $wpdb->get_col( $wpdb->prepare( 'SELECT id FROM %i WHERE claimed_by = %s', Schema::bindings(), $owner ) ), $owner, $now );
	}

	/**
	 * Rows whose answer from Alter is to be asked for. Whatever comes of it, they are not asked about again at once.
	 *
	 * @param int $most How many.
	 * @param int $now  Unix seconds.
	 * @return array<int, Binding_Row>
	 */
	public function unanswered( int $most, int $now ): array {
		global $wpdb;
		$rows = $this->rows( $wpdb->prepare( "SELECT * FROM %i WHERE state = 'pending' AND next_attempt_at <= %s ORDER BY next_attempt_at LIMIT %d", Schema::bindings(), Gmt::text( $now ), $most ) );
		if ( $rows ) {
			$ids = implode( ',', array_map( 'absint', array_keys( $rows ) ) );
			// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
			$wpdb->query( $wpdb->prepare( "UPDATE %i SET next_attempt_at = %s WHERE state = 'pending' AND next_attempt_at <= %s AND id IN ({$ids})", Schema::bindings(), Gmt::text( $now + self::LOOK_SECONDS ), Gmt::text( $now ) ) );
		}
		return $rows;
	}

	/**
	 * When the next row wants something, in Unix seconds; null when none does.
	 */
	public function next_due(): ?int {
		return Due::next( Schema::bindings() );
	}

	/**
	 * Failed rows are tried again, because a person says so.
	 *
	 * @param list<int>|null $ids Rows; null for all.
	 * @return int How many.
	 */
	public function retry( ?array $ids ): int {
		global $wpdb;
		$where = null === $ids ? '' : ' AND id IN (' . implode( ',', array_map( 'absint', $ids ) ) . ')';
		if ( array() === $ids ) {
			return 0;
		}
		// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
		return (int) $wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'queued', attempts = 0, next_attempt_at = %s WHERE state IN ('failed', 'queued') AND runtime_type <> ''{$where}", Schema::bindings(), Gmt::text( time() ) ) );
	}

	/**
	 * What waits for a better time may go now: what it waited for is over.
	 */
	public function hasten(): void {
		global $wpdb;
		$now = Gmt::text( time() );
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET next_attempt_at = %s WHERE state = 'queued' AND next_attempt_at > %s", Schema::bindings(), $now, $now ) );
	}

	/**
	 * Claims whose owner did not come back.
	 *
	 * @param int $now Unix seconds.
	 */
	private function give_back( int $now ): void {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT id, claimed_by FROM %i WHERE state = 'sending' AND claimed_until < %s LIMIT 1000", Schema::bindings(), Gmt::text( $now ) ), ARRAY_A );
		foreach ( array_unique( array_column( (array) $rows, 'claimed_by' ) ) as $owner ) {
			$this->requeue( array_column( wp_list_filter( $rows, array( 'claimed_by' => $owner ) ), 'id' ), $owner, $now );
		}
	}

	/**
	 * Gives rows an owner. They are found first and changed by their numbers: an UPDATE that looks for them itself locks
	 * what it passes, and two jobs that do so at once are a deadlock.
	 *
	 * @param array<int|string> $ids   Rows.
	 * @param string            $owner Its mark.
	 * @param int               $now   Unix seconds.
	 * @return array<int, Binding_Row> Those that nobody else took first.
	 */
	private function take( array $ids, string $owner, int $now ): array {
		global $wpdb;
		if ( ! $ids ) {
			return array();
		}
		$list  = self::listed( $ids );
		$quiet = $wpdb->suppress_errors();
		// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'sending', claimed_by = %s, claimed_until = %s WHERE id IN ({$list}) AND state = 'queued'", Schema::bindings(), $owner, Gmt::text( $now + self::CLAIM_SECONDS ) ) );
		$wpdb->suppress_errors( $quiet );
		return $this->claimed( $owner );
	}

	/**
	 * Rows of an owner go out again; what the connector has of them is not known.
	 *
	 * @param array<int|string> $ids   Rows.
	 * @param string            $owner Its mark.
	 * @param int               $now   Unix seconds.
	 */
	private function requeue( array $ids, string $owner, int $now ): void {
		global $wpdb;
		if ( $ids ) {
			$list = self::listed( $ids );
			// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
			$wpdb->query( $wpdb->prepare( "UPDATE %i SET state = 'queued', claimed_by = '', claimed_until = NULL, sent_hash = %s, next_attempt_at = %s WHERE id IN ({$list}) AND claimed_by = %s", Schema::bindings(), Mirror::UNKNOWN, Gmt::text( $now ), $owner ) );
		}
	}

	/**
	 * Numbers for an IN.
	 *
	 * @param array<int|string> $ids Rows or posts.
	 */
	private static function listed( array $ids ): string {
		return implode( ',', array_map( 'absint', $ids ) );
	}

	/**
	 * The rows of an owner.
	 *
	 * @param string $owner Its mark.
	 * @return array<int, Binding_Row>
	 */
	private function claimed( string $owner ): array {
		global $wpdb;
		return $this->rows( $wpdb->prepare( 'SELECT * FROM %i WHERE claimed_by = %s ORDER BY id', Schema::bindings(), $owner ) );
	}

	/**
	 * What a query finds.
	 *
	 * @param string $sql Prepared.
	 * @return array<int, Binding_Row>
	 */
	private function rows( string $sql ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB.PreparedSQL -- Prepared by the callers.
		$found = array_map( array( Binding_Row::class, 'from_row' ), (array) $wpdb->get_results( $sql, ARRAY_A ) );
		return array_column( $found, null, 'id' );
	}
}
