<?php
/**
 * Option rows that one request, and no other, takes away.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Rows of the options table that expire, read and deleted past every cache.
 *
 * Not transients: an object cache may drop those at any time, and its delete says nothing about who deleted. Here the
 * database's own row count decides, so of two requests that hold the same link one gets the row.
 */
final class Taken_Rows {

	/**
	 * Built with what all its rows' names begin with.
	 *
	 * @param string $prefix Begins with "alter_connector_".
	 */
	public function __construct( private string $prefix ) {}

	/**
	 * Writes a row; one of the same name is replaced.
	 *
	 * @param string               $key     What tells it from the others.
	 * @param array<string, mixed> $value   What it holds.
	 * @param int                  $expires Unix seconds.
	 */
	public function put( string $key, array $value, int $expires ): void {
		$value['expires'] = $expires;
		update_option( $this->prefix . $key, $value, false );
	}

	/**
	 * Reads a row that has not expired.
	 *
	 * @param string $key As in `put`.
	 * @param int    $now Unix seconds.
	 * @return array<string, mixed>|null
	 */
	public function read( string $key, int $now ): ?array {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- A cache may hold what another request took.
		$found = $wpdb->get_var( $wpdb->prepare( 'SELECT option_value FROM %i WHERE option_name = %s', $wpdb->options, $this->prefix . $key ) );
		$value = null === $found ? null : maybe_unserialize( $found );
		return is_array( $value ) && (int) ( $value['expires'] ?? 0 ) > $now ? $value : null;
	}

	/**
	 * Takes a row away: true for one caller alone.
	 *
	 * @param string $key As in `put`.
	 */
	public function take( string $key ): bool {
		global $wpdb;
		$name = $this->prefix . $key;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- Its row count decides.
		$count = $wpdb->delete( $wpdb->options, array( 'option_name' => $name ) );
		// The row is gone behind the cache's back.
		wp_cache_delete( $name, 'options' );
		return 1 === $count;
	}

	/**
	 * Takes away all rows, or those that expired.
	 *
	 * @param int|null $now Unix seconds; null for all.
	 */
	public function sweep( ?int $now ): void {
		global $wpdb;
		$like = $wpdb->esc_like( $this->prefix ) . '%';
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- Names are not known otherwise.
		$names = $wpdb->get_col( $wpdb->prepare( 'SELECT option_name FROM %i WHERE option_name LIKE %s', $wpdb->options, $like ) );
		foreach ( $names as $name ) {
			$key = substr( $name, strlen( $this->prefix ) );
			if ( null === $now || null === $this->read( $key, $now ) ) {
				$this->take( $key );
			}
		}
	}
}
