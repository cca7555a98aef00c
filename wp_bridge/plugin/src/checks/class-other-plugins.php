<?php
/**
 * What else is active that touches the same pages.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Official_Plugin;

/**
 * Alter's own plugin is a conflict; caches and optimisers are only named, for whoever looks for a cause.
 */
final class Other_Plugins extends Check {

	// By the plugin's folder. Product pages hold nothing of a visitor's, so these are known to be harmless to them.
	private const KNOWN = array(
		'autoptimize'             => 'Autoptimize',
		'breeze'                  => 'Breeze',
		'cache-enabler'           => 'Cache Enabler',
		'flying-press'            => 'FlyingPress',
		'hummingbird-performance' => 'Hummingbird',
		'jetpack-boost'           => 'Jetpack Boost',
		'litespeed-cache'         => 'LiteSpeed Cache',
		'nitropack'               => 'NitroPack',
		'perfmatters'             => 'Perfmatters',
		'sg-cachepress'           => 'SiteGround Optimizer',
		'w3-total-cache'          => 'W3 Total Cache',
		'wordfence'               => 'Wordfence',
		'wp-fastest-cache'        => 'WP Fastest Cache',
		'wp-optimize'             => 'WP-Optimize',
		'wp-rocket'               => 'WP Rocket',
		'wp-super-cache'          => 'WP Super Cache',
	);

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'conflicts';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Other plugins', 'alter-connector' );
	}

	/**
	 * Looks at the list of active plugins.
	 */
	public function run(): Result {
		if ( Official_Plugin::is_active() ) {
			return Result::recommended(
				__( 'Alter\'s own plugin, Alter Product for WooCommerce, is active too.', 'alter-connector' ),
				__( 'Both would place a 3D tool on the same product page, so this plugin places none while the other one is active.', 'alter-connector' ),
				__( 'Keep one of the two: deactivate the other one.', 'alter-connector' ),
				admin_url( 'plugins.php' )
			);
		}
		$folders = array_map( static fn( string $file ): string => strtok( $file, '/' ), Official_Plugin::active_files() );
		$names   = array_values( array_intersect_key( self::KNOWN, array_flip( $folders ) ) );
		if ( array() === $names ) {
			return Result::good( __( 'No plugin is active that is known to get in the way.', 'alter-connector' ) );
		}
		/* translators: %s: a list of plugin names. */
		return Result::good( sprintf( __( 'Caches, optimisers and firewalls that are active: %s.', 'alter-connector' ), implode( ', ', $names ) ), __( 'Nothing has to be set there. If a 3D tool does not open, empty their caches first.', 'alter-connector' ) );
	}
}
