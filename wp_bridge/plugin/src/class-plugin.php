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
		Designs\Hooks::class,
		Embed\Hooks::class,
		Cart\Hooks::class,
		Orders\Hooks::class,
		Care\Hooks::class,
		Cli\Hooks::class,
		Delivery\Hooks::class,
	);

	/**
	 * Called once, when WordPress loads the plugin's file.
	 */
	public function boot(): void {
		add_action( 'before_woocommerce_init', array( $this, 'declare_features' ) );
		add_action( 'woocommerce_loaded', array( $this, 'open' ) );
		add_action( 'init', array( $this, 'translate' ), 0 );
		register_deactivation_hook( PLUGIN_FILE, array( $this, 'rest' ) );
	}

	/**
	 * Finds the translations that came with the plugin. WordPress looks for them by itself only from 6.8 on.
	 */
	public function translate(): void {
		load_plugin_textdomain( 'alter-connector', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
	}

	/**
	 * The plugin is switched off: its jobs go, all else stays. Also where WooCommerce is off already.
	 *
	 * @param mixed $is_network Whether for the whole network.
	 */
	public function rest( mixed $is_network = false ): void {
		$jobs = static fn() => State\Jobs::erase( false );
		true === $is_network ? State\Sites::each( $jobs ) : $jobs();
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
