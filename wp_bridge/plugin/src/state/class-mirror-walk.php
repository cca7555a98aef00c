<?php
/**
 * All rows of the mirror, a page at a time.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * For those who go through everything, in the order of the rows' numbers: rows that change meanwhile are neither
 * skipped nor met twice.
 */
final class Mirror_Walk {

	private const PAGE = 500;

	/**
	 * Each row.
	 *
	 * @param string $state One of `Binding_Row::STATES`; empty for all.
	 * @return \Generator<int, Binding_Row>
	 */
	public function rows( string $state = '' ): \Generator {
		global $wpdb;
		$after = 0;
		do {
			$found = $wpdb->get_results( $wpdb->prepare( "SELECT * FROM %i WHERE id > %d AND (%s = '' OR state = %s) ORDER BY id LIMIT %d", Schema::bindings(), $after, $state, $state, self::PAGE ), ARRAY_A );
			$count = count( (array) $found );
			foreach ( (array) $found as $row ) {
				$row   = Binding_Row::from_row( $row );
				$after = $row->id;
				yield $row->id => $row;
			}
		} while ( self::PAGE === $count );
	}
}
