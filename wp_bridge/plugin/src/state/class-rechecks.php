<?php
/**
 * Products that are to be looked at again.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * What one request can not finish: the variations of a product with hundreds of them, or (number 0) everything that
 * is mapped. A row says how far it came, so that a job that is killed goes on where it was.
 */
final class Rechecks {

	/**
	 * Everything that is mapped, instead of one product.
	 */
	public const EVERYTHING = 0;

	/**
	 * Asks for a look. One that is under way begins anew: what it has passed may have changed since.
	 *
	 * @param int $object_id The product whose variations are meant, or EVERYTHING.
	 * @param int $after_id  What is behind already.
	 */
	public function add( int $object_id, int $after_id = 0 ): void {
		global $wpdb;
		$wpdb->replace(
			Schema::rechecks(),
			array(
				'object_id' => $object_id,
				'after_id'  => $after_id,
			),
			array( '%d', '%d' )
		);
	}

	/**
	 * The next one, or null. Single products come before everything.
	 *
	 * @return array{object_id: int, after_id: int}|null
	 */
	public function next(): ?array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT object_id, after_id FROM %i ORDER BY object_id DESC LIMIT 1', Schema::rechecks() ), ARRAY_A );
		return is_array( $row ) ? array_map( 'intval', $row ) : null;
	}

	/**
	 * It came further. Does nothing when it was asked for anew meanwhile.
	 *
	 * @param int $object_id Which.
	 * @param int $from      Where it was.
	 * @param int $after_id  Where it is.
	 */
	public function move( int $object_id, int $from, int $after_id ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET after_id = %d WHERE object_id = %d AND after_id = %d', Schema::rechecks(), $after_id, $object_id, $from ) );
	}

	/**
	 * It is through. Does nothing when it was asked for anew meanwhile.
	 *
	 * @param int $object_id Which.
	 * @param int $from      Where it was.
	 */
	public function done( int $object_id, int $from ): void {
		global $wpdb;
		$where = array(
			'object_id' => $object_id,
			'after_id'  => $from,
		);
		$wpdb->delete( Schema::rechecks(), $where, array( '%d', '%d' ) );
	}
}
