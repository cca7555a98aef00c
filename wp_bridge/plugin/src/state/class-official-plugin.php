<?php
/**
 * Alter's own plugin on the same site.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Whether "Alter Product for WooCommerce" is active. Both plugins would place a 3D tool on a product page, so whoever
 * places one asks here first.
 *
 * Known of it is its name in the plugin directory, and nothing of how it stores its data: it is recognised by the name
 * in its header alone.
 */
final class Official_Plugin {

	private const NAME = 'alter product for woocommerce';

	/**
	 * The answer of this request; reading headers opens files.
	 *
	 * @var array<int, bool>
	 */
	private static array $answers = array();

	/**
	 * Whether it is active on this site. Costs nothing where no active plugin's path speaks of Alter.
	 */
	public static function is_active(): bool {
		$site = get_current_blog_id();
		if ( ! isset( self::$answers[ $site ] ) ) {
			self::$answers[ $site ] = null !== self::file();
		}
		return self::$answers[ $site ];
	}

	/**
	 * Its main file as WordPress names plugins; null while it is not active.
	 */
	public static function file(): ?string {
		foreach ( self::active_files() as $file ) {
			if ( false === stripos( $file, 'alter' ) ) {
				continue;
			}
			$header = get_file_data( WP_PLUGIN_DIR . '/' . $file, array( 'Name' => 'Plugin Name' ) );
			if ( self::is_name( $header['Name'] ) ) {
				return $file;
			}
		}
		return null;
	}

	/**
	 * Whether a plugin's name is the official one's. Ours is called almost so.
	 *
	 * @param string $name From a header.
	 */
	public static function is_name( string $name ): bool {
		return self::NAME === strtolower( trim( (string) preg_replace( '/\s+/', ' ', $name ) ) );
	}

	/**
	 * The main files of all plugins that are active on this site, the network's included.
	 *
	 * @return list<string>
	 */
	public static function active_files(): array {
		$files = (array) get_option( 'active_plugins', array() );
		if ( is_multisite() ) {
			$files = array_merge( $files, array_keys( (array) get_site_option( 'active_sitewide_plugins', array() ) ) );
		}
		return array_values( array_filter( $files, 'is_string' ) );
	}
}
