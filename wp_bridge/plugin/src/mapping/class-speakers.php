<?php
/**
 * Finds the products and variations that say something of Alter.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Product_Meta;
use AlterConnector\State\Schema;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- In pages by number, which WP_Query has not.

/**
 * By their meta, or by what the mirror holds of them: a product that lost its meta while nobody listened is found by
 * its row. Numbers grow from page to page, so that a job can go on where it was.
 */
final class Speakers {

	/**
	 * Variations of a product.
	 *
	 * @param int $product_id The product.
	 * @param int $after_id   What is behind already.
	 * @param int $most       How many.
	 * @return list<int>
	 */
	public function of_product( int $product_id, int $after_id, int $most ): array {
		global $wpdb;
		return $this->numbers(
			$wpdb->prepare(
				"SELECT id FROM (
					(SELECT DISTINCT p.ID AS id FROM {$wpdb->posts} p JOIN {$wpdb->postmeta} m ON m.post_id = p.ID AND m.meta_key IN (%s, %s, %s)
					WHERE p.post_parent = %d AND p.post_type = 'product_variation' AND p.ID > %d ORDER BY p.ID LIMIT %d)
					UNION
					(SELECT DISTINCT object_id AS id FROM %i WHERE product_id = %d AND object_id <> product_id AND object_id > %d ORDER BY object_id LIMIT %d)
				) found ORDER BY id LIMIT %d",
				Product_Meta::DESIGN,
				Product_Meta::TYPES,
				Product_Meta::STATUS,
				$product_id,
				$after_id,
				$most,
				Schema::bindings(),
				$product_id,
				$after_id,
				$most,
				$most
			)
		);
	}

	/**
	 * All that is mapped.
	 *
	 * @param int $after_id What is behind already.
	 * @param int $most     How many.
	 * @return list<int>
	 */
	public function all( int $after_id, int $most ): array {
		global $wpdb;
		return $this->numbers(
			$wpdb->prepare(
				"SELECT id FROM (
					(SELECT DISTINCT post_id AS id FROM {$wpdb->postmeta} WHERE meta_key IN (%s, %s, %s) AND post_id > %d ORDER BY post_id LIMIT %d)
					UNION
					(SELECT DISTINCT object_id AS id FROM %i WHERE object_id > %d ORDER BY object_id LIMIT %d)
				) found ORDER BY id LIMIT %d",
				Product_Meta::DESIGN,
				Product_Meta::TYPES,
				Product_Meta::STATUS,
				$after_id,
				$most,
				Schema::bindings(),
				$after_id,
				$most,
				$most
			)
		);
	}

	/**
	 * What a query finds.
	 *
	 * @param string $sql Prepared.
	 * @return list<int>
	 */
	private function numbers( string $sql ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB.PreparedSQL -- Prepared by the callers.
		return array_map( 'intval', $wpdb->get_col( $sql ) );
	}
}
