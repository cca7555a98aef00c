<?php
/**
 * The mirror: what the shop wants of each binding, and how far that came.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table; a cache would show yesterday's state.

/**
 * What every screen, check and command reads. What is wanted is written by `Intents`, what is on its way by
 * `Backlog`; pages of the list come from `Mirror_List`.
 *
 * One row per product or variation and runtime type. The product's meta is the truth about what the owner wants;
 * this table can be built anew from it.
 */
final class Mirror {

	/**
	 * In `sent_hash`: the connector has something, nobody knows what. Unlike an empty one, which means it has nothing.
	 */
	public const UNKNOWN = '?';

	/**
	 * All rows of one product or variation, by their numbers.
	 *
	 * @param int $object_id Its post.
	 * @return array<int, Binding_Row>
	 */
	public function of_object( int $object_id ): array {
		global $wpdb;
		return self::rows( $wpdb->prepare( 'SELECT * FROM %i WHERE object_id = %d ORDER BY id', Schema::bindings(), $object_id ) );
	}

	/**
	 * All rows of a product, its variations' included, by their numbers.
	 *
	 * @param int $product_id The product's post.
	 * @param int $most       A product may have hundreds of variations.
	 * @return array<int, Binding_Row>
	 */
	public function of_product( int $product_id, int $most = 1000 ): array {
		global $wpdb;
		return self::rows( $wpdb->prepare( 'SELECT * FROM %i WHERE product_id = %d ORDER BY object_id, id LIMIT %d', Schema::bindings(), $product_id, $most ) );
	}

	/**
	 * Rows of several products, their variations' included; for a page of a list.
	 *
	 * @param list<int> $product_ids Their posts.
	 * @return array<int, Binding_Row>
	 */
	public function of_products( array $product_ids ): array {
		return $this->where_in( 'product_id', '%d', $product_ids );
	}

	/**
	 * The rows of some products and variations themselves.
	 *
	 * @param list<int> $object_ids Their posts.
	 * @return array<int, Binding_Row>
	 */
	public function of_objects( array $object_ids ): array {
		return $this->where_in( 'object_id', '%d', $object_ids );
	}

	/**
	 * Rows by their numbers.
	 *
	 * @param list<int> $ids The numbers.
	 * @return array<int, Binding_Row>
	 */
	public function by_ids( array $ids ): array {
		return $this->where_in( 'id', '%d', $ids );
	}

	/**
	 * Rows of external product ids, as the connector names them.
	 *
	 * @param list<string> $external Such as "wc_12".
	 * @return array<int, Binding_Row>
	 */
	public function by_external( array $external ): array {
		return $this->where_in( 'external_product_id', '%s', $external );
	}

	/**
	 * How many rows are in which state, faults included.
	 *
	 * @return array<string, int> Every state of `Binding_Row::STATES`.
	 */
	public function counts(): array {
		global $wpdb;
		$found = $wpdb->get_results( $wpdb->prepare( 'SELECT state, COUNT(*) AS n FROM %i GROUP BY state', Schema::bindings() ), ARRAY_A );
		return array_map( 'intval', array_column( (array) $found, 'n', 'state' ) ) + array_fill_keys( Binding_Row::STATES, 0 );
	}

	/**
	 * How many bindings are wanted as drafts.
	 */
	public function drafts(): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM %i WHERE wanted = %s AND runtime_type <> ''", Schema::bindings(), Wanted::DRAFT ) );
	}

	/**
	 * When the longest waiting row was due, in Unix seconds; null when none waits. Long ago means that WP-Cron sleeps.
	 */
	public function oldest_waiting(): ?int {
		global $wpdb;
		return Gmt::seconds( $wpdb->get_var( $wpdb->prepare( 'SELECT MIN(next_attempt_at) FROM %i WHERE state = %s', Schema::bindings(), Binding_Row::QUEUED ) ) );
	}

	/**
	 * When Alter last confirmed something, in Unix seconds.
	 */
	public function last_synced(): ?int {
		global $wpdb;
		return Gmt::seconds( $wpdb->get_var( $wpdb->prepare( 'SELECT MAX(synced_at) FROM %i', Schema::bindings() ) ) );
	}

	/**
	 * Everything is sent again: to a new store, or because somebody says so.
	 *
	 * @param string|null $prefix The external ids' prefix of now; null leaves the ids alone.
	 */
	public function resend_all( ?string $prefix = null ): int {
		global $wpdb;
		if ( null !== $prefix ) {
			$wpdb->query( $wpdb->prepare( "UPDATE %i SET external_product_id = CONCAT(%s, product_id, IF(object_id = product_id, '', CONCAT('_', object_id)))", Schema::bindings(), $prefix ) );
			Live::all_changed();
		}
		return $this->resend( '1 = 1', array() );
	}

	/**
	 * The mirror speaks of another store from now on: it has nothing of ours, so there is nothing to archive either.
	 */
	public function begin_anew(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE wanted = %s', Schema::bindings(), Wanted::ARCHIVED ) );
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET version = version + 1, sent_hash = '', confirmed = '', binding_id = '', synced_at = NULL, seen_at = NULL", Schema::bindings() ) );
		Live::all_changed();
	}

	/**
	 * These are sent again, whatever is known of them.
	 *
	 * @param list<int> $ids Rows.
	 */
	public function resend_ids( array $ids ): int {
		return $ids ? $this->resend( 'id IN (' . self::places( '%d', $ids ) . ')', $ids ) : 0;
	}

	/**
	 * Takes rows out.
	 *
	 * @param int $id The row.
	 */
	public function forget( int $id ): void {
		global $wpdb;
		$wpdb->delete( Schema::bindings(), array( 'id' => $id ), array( '%d' ) );
	}

	/**
	 * Takes a row away that the connector never had; false when that is not so any more.
	 *
	 * @param Binding_Row $row The row as it was read.
	 */
	public function forget_unsent( Binding_Row $row ): bool {
		global $wpdb;
		return 1 === $wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE id = %d AND version = %d AND state <> 'sending' AND sent_hash = ''", Schema::bindings(), $row->id, $row->version ) );
	}

	/**
	 * Sends again.
	 *
	 * @param string       $where  SQL with places.
	 * @param list<scalar> $values For the places.
	 */
	private function resend( string $where, array $values ): int {
		global $wpdb;
		$now = Gmt::text( time() );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $where holds the places of $values.
		return (int) $wpdb->query( $wpdb->prepare( "UPDATE %i SET version = version + 1, sent_hash = IF(sent_hash = '', '', %s), state = IF(state = 'sending', state, 'queued'), code = '', detail = '', upstream_status = 0, attempts = 0, next_attempt_at = %s, updated_at = %s WHERE runtime_type <> '' AND {$where}", Schema::bindings(), self::UNKNOWN, $now, $now, ...$values ) );
	}

	/**
	 * Rows with one of some values in an indexed column.
	 *
	 * @param string       $column The column.
	 * @param string       $place  Its place, %d or %s.
	 * @param list<scalar> $values The values.
	 * @return array<int, Binding_Row>
	 */
	private function where_in( string $column, string $place, array $values ): array {
		global $wpdb;
		if ( ! $values ) {
			return array();
		}
		$places = self::places( $place, $values );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		return self::rows( $wpdb->prepare( "SELECT * FROM %i WHERE %i IN ({$places}) ORDER BY id", Schema::bindings(), $column, ...$values ) );
	}

	/**
	 * As many places as values.
	 *
	 * @param string       $place  %d or %s.
	 * @param list<scalar> $values The values.
	 */
	private static function places( string $place, array $values ): string {
		return implode( ',', array_fill( 0, count( $values ), $place ) );
	}

	/**
	 * What a query finds.
	 *
	 * @param string $sql Prepared.
	 * @return array<int, Binding_Row>
	 */
	private static function rows( string $sql ): array {
		global $wpdb;
		$found = array();
		// phpcs:ignore WordPress.DB.PreparedSQL -- Prepared by the callers.
		foreach ( (array) $wpdb->get_results( $sql, ARRAY_A ) as $row ) {
			$row               = Binding_Row::from_row( $row );
			$found[ $row->id ] = $row;
		}
		return $found;
	}
}
