<?php
/**
 * When a table of work wants something next.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Tables whose rows are sent (bindings, what is told of orders) have the same states and dates.
 */
final class Due {

	private const DATES = array(
		'queued'  => 'next_attempt_at',
		'pending' => 'next_attempt_at',
		'sending' => 'claimed_until',
	);

	/**
	 * When the next row wants something, in Unix seconds; null when none does.
	 *
	 * @param string $table Its name.
	 */
	public static function next( string $table ): ?int {
		global $wpdb;
		$found = array();
		foreach ( self::DATES as $state => $column ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- The plugin's own tables.
			$found[] = Gmt::seconds( $wpdb->get_var( $wpdb->prepare( 'SELECT MIN(%i) FROM %i WHERE state = %s', $column, $table, $state ) ) );
		}
		$found = array_filter( $found );
		return $found ? min( $found ) : null;
	}
}
