<?php
/**
 * The plugin's life: when its rooms are opened.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

/**
 * Hooks the rooms into WordPress. A room is a folder of src with a `Hooks` class; it opens only when WooCommerce is
 * there, so that a shop that switches WooCommerce off for an hour sees no error.
 */
final class Plugin {

	/**
	 * Rooms in the order in which they open.
	 */
	private const ROOMS = array(
		Connect\Hooks::class,
		Mapping\Hooks::class,
		Bindings\Hooks::class,
		Delivery\Hooks::class,
	);

	/**
	 * Called once, when WordPress loads the plugin's file.
	 */
	public function boot(): void {
		add_action( 'before_woocommerce_init', array( $this, 'declare_features' ) );
		add_action( 'woocommerce_loaded', array( $this, 'open' ) );
	}

	/**
	 * What WooCommerce asks of every extension: silence counts as "incompatible".
	 */
	public function declare_features(): void {
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			FeaturesUtil::declare_compatibility( $feature, PLUGIN_FILE, true );
		}
		// The product data tab has no block of its own in the experimental editor.
		FeaturesUtil::declare_compatibility( 'product_block_editor', PLUGIN_FILE, false );
	}

	/**
	 * Opens the rooms.
	 */
	public function open(): void {
		$parts = new Parts();
		foreach ( self::ROOMS as $hooks ) {
			// The build for wordpress.org comes without the updater's room.
			if ( class_exists( $hooks ) ) {
				( new $hooks( $parts ) )->register();
			}
		}
	}
}
