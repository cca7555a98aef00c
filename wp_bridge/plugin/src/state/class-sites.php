<?php
/**
 * The sites of a network.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * What the plugin knows, it knows per site. This goes from one to the next where something concerns all of them.
 */
final class Sites {

	private const PAGE = 100;

	/**
	 * Calls once on each site, or on the only one.
	 *
	 * @param callable $call Takes nothing.
	 */
	public static function each( callable $call ): void {
		if ( ! is_multisite() ) {
			$call();
			return;
		}
		$done = 0;
		do {
			$ids = get_sites(
				array(
					'fields'  => 'ids',
					'number'  => self::PAGE,
					'offset'  => $done,
					'orderby' => 'id',
				)
			);
			foreach ( $ids as $id ) {
				switch_to_blog( (int) $id );
				try {
					$call();
				} finally {
					restore_current_blog();
				}
			}
			$found = count( $ids );
			$done += $found;
		} while ( self::PAGE === $found );
	}
}
