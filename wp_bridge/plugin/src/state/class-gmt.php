<?php
/**
 * Times of the tables.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The tables hold GMT as MySQL writes it, whatever zone the server or the shop is in. Pure.
 */
final class Gmt {

	/**
	 * For a column.
	 *
	 * @param int $seconds Unix seconds.
	 */
	public static function text( int $seconds ): string {
		return gmdate( 'Y-m-d H:i:s', $seconds );
	}

	/**
	 * From a column, or from an ISO 8601 time of the contract; null for anything that is no time.
	 *
	 * @param mixed $text As it was read.
	 */
	public static function seconds( mixed $text ): ?int {
		if ( ! is_string( $text ) || '' === $text ) {
			return null;
		}
		$found = date_create_immutable( $text, new \DateTimeZone( 'UTC' ) );
		return false === $found ? null : $found->getTimestamp();
	}
}
