<?php
/**
 * What stands of whole products in the mirror, shortly.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table; a cache would show yesterday's state.

/**
 * For lists of products: a product may have hundreds of variations, each with rows of its own, and a list says of all of
 * them no more than which types there are, how far they came, and a name or two.
 */
final class Mirror_Summary {

	/**
	 * One row of each kind that a product has, by the products' numbers. The text of a reason may be that of another row
	 * with the same code.
	 *
	 * @param list<int> $product_ids Products of a page, at least one.
	 * @return array<int, list<Binding_Row>>
	 */
	public function kinds( array $product_ids ): array {
		global $wpdb;
		$places = self::places( $product_ids );
		$table  = Schema::bindings();
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT b.* FROM %i b JOIN (SELECT MIN(id) AS id FROM %i WHERE product_id IN ({$places}) GROUP BY product_id, runtime_type, state, code) kind ON kind.id = b.id ORDER BY b.id",
				array_merge( array( $table, $table ), $product_ids )
			),
			ARRAY_A
		);
		// phpcs:enable
		$found = array();
		foreach ( array_map( array( Binding_Row::class, 'from_row' ), (array) $rows ) as $row ) {
			$found[ $row->product_id ][] = $row;
		}
		return $found;
	}

	/**
	 * Names of the designs of each product: at most two, and whether there are more.
	 *
	 * @param list<int> $product_ids Products of a page, at least one.
	 * @return array<int, array{names: list<string>, has_more: bool}>
	 */
	public function designs( array $product_ids ): array {
		global $wpdb;
		$places = self::places( $product_ids );
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				"SELECT product_id, MIN(design_name) AS first, MAX(design_name) AS last, COUNT(DISTINCT design_name) AS n FROM %i WHERE product_id IN ({$places}) AND design_name <> '' GROUP BY product_id",
				array_merge( array( Schema::bindings() ), $product_ids )
			),
			ARRAY_A
		);
		// phpcs:enable
		$found = array();
		foreach ( (array) $rows as $row ) {
			$found[ (int) $row['product_id'] ] = array(
				'names'    => array_values( array_unique( array( $row['first'], $row['last'] ) ) ),
				'has_more' => (int) $row['n'] > 2,
			);
		}
		return $found;
	}

	/**
	 * As many places as products.
	 *
	 * @param list<int> $product_ids Products.
	 */
	private static function places( array $product_ids ): string {
		return implode( ',', array_fill( 0, count( $product_ids ), '%d' ) );
	}
}
