<?php
/**
 * Script and style of the shop's pages.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * Loaded only where something of ours is to be seen, deferred, without jQuery.
 */
final class Assets {

	private const SCRIPTS = array(
		'alter-connector-shopper-tool'  => array( 'shopper-tool', array() ),
		'alter-connector-shopper-place' => array( 'shopper-place', array( 'alter-connector-shopper-tool' ) ),
		self::HANDLE                    => array( 'shopper', array( 'alter-connector-shopper-place' ) ),
	);

	private const HANDLE = 'alter-connector-shopper';

	/**
	 * Whether this page has them already.
	 *
	 * @var bool
	 */
	private bool $is_loaded = false;

	/**
	 * Hooks them in.
	 */
	public function register(): void {
		// Rooms that print a link to a tool say so by this action; it may come before or while the page is printed.
		add_action( 'alter_connector_shopper_script', array( $this, 'enqueue' ), 10, 0 );
	}

	/**
	 * This page needs them.
	 */
	public function enqueue(): void {
		if ( $this->is_loaded || is_admin() ) {
			return;
		}
		$this->is_loaded = true;
		foreach ( self::SCRIPTS as $handle => list( $file, $needs ) ) {
			$how = array(
				'strategy'  => 'defer',
				'in_footer' => true,
			);
			wp_register_script( $handle, plugins_url( "assets/{$file}.js", PLUGIN_FILE ), $needs, VERSION, $how );
		}
		wp_enqueue_script( self::HANDLE );
		wp_enqueue_style( self::HANDLE, plugins_url( 'assets/shopper.css', PLUGIN_FILE ), array(), VERSION );
		add_action( 'wp_footer', array( self::class, 'print_shared' ), 5 );
	}

	/**
	 * Prints what all stands and links of a page share. The same for everybody, so it may be cached.
	 */
	public static function print_shared(): void {
		$shared = array(
			'session' => \WC_AJAX::get_endpoint( Session_Endpoint::NAME ),
			'add'     => \WC_AJAX::get_endpoint( 'alter_connector_add' ),
			'texts'   => Texts::all(),
		);
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped by it.
		echo Stand::div( $shared );
	}
}
