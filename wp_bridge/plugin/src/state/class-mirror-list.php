<?php
/**
 * Pages of the list of bindings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * Filters, searches and sorts the mirror, page by page.
 */
final class Mirror_List {

	/**
	 * Columns that may be sorted by; each has an index.
	 */
	public const SORTS = array( 'title', 'wanted', 'state', 'synced_at' );

	/**
	 * Filters by what is wanted or how far it came.
	 */
	private const VIEWS = array(
		'active'   => "wanted = 'active'",
		'draft'    => "wanted = 'draft' AND runtime_type <> ''",
		'inactive' => "wanted = 'inactive'",
		'waiting'  => "state IN ('queued', 'sending', 'pending')",
		'failed'   => "state = 'failed'",
	);

	/**
	 * A page.
	 *
	 * @param array{view?: string, type?: string, search?: string, product?: int} $filter What is asked for.
	 * @param string                                                              $sort   One of SORTS.
	 * @param bool                                                                $is_up  From A to Z, or the earliest first.
	 * @param int                                                                 $limit  Rows of a page.
	 * @param int                                                                 $offset Rows before it.
	 * @return list<Binding_Row>
	 */
	public function page( array $filter, string $sort, bool $is_up, int $limit, int $offset ): array {
		global $wpdb;
		$sort                   = in_array( $sort, self::SORTS, true ) ? $sort : 'title';
		$direction              = $is_up ? 'ASC' : 'DESC';
		list( $where, $values ) = $this->where( $filter );
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $where holds places and literals only.
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT * FROM %i WHERE {$where} ORDER BY %i {$direction}, id {$direction} LIMIT %d OFFSET %d",
				array_merge( array( Schema::bindings() ), $values, array( $sort, $limit, $offset ) )
			),
			ARRAY_A
		);
		// phpcs:enable
		return array_map( array( Binding_Row::class, 'from_row' ), (array) $rows );
	}

	/**
	 * How many rows a filter finds.
	 *
	 * @param array{view?: string, type?: string, search?: string, product?: int} $filter What is asked for.
	 */
	public function count( array $filter ): int {
		global $wpdb;
		list( $where, $values ) = $this->where( $filter );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $where holds places and literals only.
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM %i WHERE {$where}", array_merge( array( Schema::bindings() ), $values ) ) );
	}

	/**
	 * How many rows each view has, in one query.
	 *
	 * @return array<string, int> By the views' names, and `all`.
	 */
	public function views(): array {
		global $wpdb;
		$found = array_fill_keys( array_merge( array( 'all' ), array_keys( self::VIEWS ) ), 0 );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT wanted, state, runtime_type = '' AS is_fault, COUNT(*) AS n FROM %i GROUP BY wanted, state, is_fault", Schema::bindings() ), ARRAY_A );
		foreach ( (array) $rows as $row ) {
			$count         = (int) $row['n'];
			$found['all'] += $count;
			if ( isset( $found[ $row['wanted'] ] ) && '0' === (string) $row['is_fault'] ) {
				$found[ $row['wanted'] ] += $count;
			}
			if ( Binding_Row::FAILED === $row['state'] ) {
				$found['failed'] += $count;
			} elseif ( Binding_Row::SYNCED !== $row['state'] ) {
				$found['waiting'] += $count;
			}
		}
		return $found;
	}

	/**
	 * SQL of a filter.
	 *
	 * @param array{view?: string, type?: string, search?: string, product?: int} $filter What is asked for.
	 * @return array{string, list<scalar>}
	 */
	private function where( array $filter ): array {
		global $wpdb;
		$parts  = array( self::VIEWS[ $filter['view'] ?? '' ] ?? '1 = 1' );
		$values = array();
		if ( in_array( $filter['type'] ?? '', Product_Meta::RUNTIME_TYPES, true ) ) {
			$parts[]  = 'runtime_type = %s';
			$values[] = $filter['type'];
		}
		if ( ( $filter['product'] ?? 0 ) > 0 ) {
			$parts[]  = 'product_id = %d';
			$values[] = $filter['product'];
		}
		$search = trim( $filter['search'] ?? '' );
		if ( '' !== $search ) {
			$like    = '%' . $wpdb->esc_like( $search ) . '%';
			$parts[] = '(title LIKE %s OR design_name LIKE %s OR external_product_id = %s OR design_id = %d)';
			array_push( $values, $like, $like, $search, ctype_digit( $search ) ? (int) substr( $search, 0, 15 ) : -1 );
		}
		return array( implode( ' AND ', $parts ), $values );
	}
}
