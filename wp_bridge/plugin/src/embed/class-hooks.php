<?php
/**
 * The embed room: what shoppers see of a product's 3D tools, and how their browsers come to a session.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Parts;
use AlterConnector\State\Live;
use AlterConnector\State\Settings;

/**
 * Hooks the room into WordPress.
 */
final class Hooks {

	/**
	 * Choices that stand in pages.
	 */
	private const SHOWN = array( 'placement', 'display', 'required', 'sell_when_down' );

	/**
	 * Built by the plugin.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Opens the room.
	 */
	public function register(): void {
		$parts  = $this->parts;
		$assets = new Assets();
		$stand  = new Stand( $parts, $assets );
		$assets->register();
		( new By_Hand( $stand ) )->register();
		( new Placement( $parts->settings, $stand ) )->register();
		( new Session_Endpoint( $parts ) )->register();
		( new Way_Job( $parts->ways, $parts->way, $parts->connections ) )->register();
		( new Page_Caches() )->register();
		add_action( 'wp_enqueue_scripts', fn() => $this->load_early( $assets ) );
		if ( ! is_admin() ) {
			add_filter( 'the_posts', array( Live::class, 'listed' ) );
		}
		foreach ( array( 'connected', 'disconnected', 'standing_changed' ) as $event ) {
			add_action( "alter_connector_{$event}", array( Live::class, 'all_changed' ), 10, 0 );
		}
		add_action( 'update_option_' . Settings::OPTION, array( $this, 'settings_changed' ), 10, 2 );
	}

	/**
	 * On a product's own page the style comes with the head, and nothing jumps.
	 *
	 * @param Assets $assets Script and style.
	 */
	private function load_early( Assets $assets ): void {
		if ( is_product() && $this->parts->live->is_live( get_queried_object_id() ) ) {
			$assets->enqueue();
		}
	}

	/**
	 * Pages show what the owner chose.
	 *
	 * @param mixed $before The option's value.
	 * @param mixed $after  The new one.
	 */
	public function settings_changed( mixed $before, mixed $after ): void {
		$shown = array_flip( self::SHOWN );
		if ( array_intersect_key( Settings::clean( $before ), $shown ) !== array_intersect_key( Settings::clean( $after ), $shown ) ) {
			Live::all_changed();
		}
	}
}
