<?php
/**
 * Where this room's screens are.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * Addresses of the tab. Apart from `Tab`, whose parent class WooCommerce loads on its settings page alone.
 */
final class Links {

	public const TAB = 'alter';

	/**
	 * The section in which the owner says how to disconnect. Not among the links.
	 */
	public const LEAVE = 'disconnect';

	/**
	 * The address of the tab, or of a section.
	 *
	 * @param string $section Empty for the connection.
	 */
	public static function tab( string $section = '' ): string {
		$url = admin_url( 'admin.php?page=wc-settings&tab=' . self::TAB );
		return '' === $section ? $url : add_query_arg( 'section', $section, $url );
	}
}
