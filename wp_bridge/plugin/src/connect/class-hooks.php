<?php
/**
 * The connect room: how a shop comes to a connection, keeps it, and ends it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Parts;
use AlterConnector\State\Standing;
use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * Hooks the room into WordPress.
 */
final class Hooks {

	/**
	 * What this room can do.
	 *
	 * @var Flows
	 */
	private Flows $flows;

	/**
	 * Built by the plugin.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {
		$this->flows = new Flows( $parts );
	}

	/**
	 * Registers everything.
	 */
	public function register(): void {
		$parts = $this->parts;
		add_action( 'rest_api_init', array( new Proof_Route( $parts->attempts, $parts->connections ), 'register' ) );
		add_action( 'alter_connector_refused', array( $parts->store_watch, 'refused' ) );
		( new Recurring( $parts->connections, $parts->standing, $parts->store_watch, $parts->attempts ) )->register();
		// WordPress' own broom, once a day: it sweeps a shop without a connection too, which has no job of ours.
		add_action( 'delete_expired_transients', array( $this->flows, 'sweep' ), 10, 0 );
		register_deactivation_hook( PLUGIN_FILE, array( Recurring::class, 'unschedule' ) );
		if ( ! is_admin() ) {
			return;
		}
		( new Posts( $parts, $this->flows ) )->register();
		add_filter( 'woocommerce_get_settings_pages', array( $this, 'add_tab' ) );
		add_action( 'admin_menu', array( new Return_Page( $parts, $this->flows ), 'register' ) );
		// Not at admin_init: anybody can call admin-ajax.php, and on some sites name the host that WordPress then takes
		// for its own.
		add_action( 'current_screen', array( $parts->standing, 'look_around' ), 10, 0 );
		add_action( 'admin_notices', array( $this, 'ask_in_safe_mode' ) );
		add_action( 'admin_enqueue_scripts', array( $this, 'enqueue' ) );
		add_action( 'admin_footer', array( Form::class, 'print_all' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), array( $this, 'add_link' ) );
	}

	/**
	 * Adds the tab to WooCommerce's settings.
	 *
	 * @param mixed $pages WooCommerce's, an array.
	 * @return mixed
	 */
	public function add_tab( mixed $pages ): mixed {
		$pages[] = new Tab( new Connection_Screen( $this->parts, $this->flows ) );
		return $pages;
	}

	/**
	 * Adds a link to the plugin's line in the list of plugins.
	 *
	 * @param mixed $links WordPress', an array.
	 * @return mixed
	 */
	public function add_link( mixed $links ): mixed {
		$link = sprintf( '<a href="%s">%s</a>', esc_url( Links::tab() ), esc_html__( 'Settings', 'alter-connector' ) );
		return array_merge( array( $link ), (array) $links );
	}

	/**
	 * Asks what this site is, on WooCommerce's screens, until the owner has said so.
	 */
	public function ask_in_safe_mode(): void {
		$screen = get_current_screen();
		if ( null === $screen || ! current_user_can( 'manage_woocommerce' ) || ! in_array( $screen->id, $this->screens(), true ) ) {
			return;
		}
		// The tab asks by itself.
		$is_tab = 'woocommerce_page_wc-settings' === $screen->id && Links::TAB === self::tab();
		if ( ! $is_tab && Standing::MOVED === $this->parts->standing->current() && ! $this->flows->safe_mode->stays() ) {
			( new Safe_View( $this->parts->connections, $this->parts->standing ) )->print_notice();
		}
	}

	/**
	 * Style and script, where they are needed.
	 *
	 * @param mixed $hook The page.
	 */
	public function enqueue( mixed $hook ): void {
		$is_ours = 'admin_page_' . Introduction::RETURN_PAGE === $hook || ( 'woocommerce_page_wc-settings' === $hook && Links::TAB === self::tab() );
		if ( ! $is_ours && ( Standing::MOVED !== $this->parts->standing->current() ) ) {
			return;
		}
		wp_enqueue_style( 'alter-connector-connect', plugins_url( 'assets/connect.css', PLUGIN_FILE ), array(), VERSION );
		if ( $is_ours ) {
			wp_enqueue_script( 'alter-connector-connect', plugins_url( 'assets/connect.js', PLUGIN_FILE ), array( 'wp-a11y' ), VERSION, true );
		}
	}

	/**
	 * Where the question is asked: WooCommerce's screens, and the list of plugins.
	 *
	 * @return list<string>
	 */
	private function screens(): array {
		return array_merge( function_exists( 'wc_get_screen_ids' ) ? wc_get_screen_ids() : array(), array( 'plugins' ) );
	}

	/**
	 * The tab of WooCommerce's settings that is open.
	 */
	private static function tab(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Only looked at.
		return isset( $_GET['tab'] ) ? sanitize_key( wp_unslash( $_GET['tab'] ) ) : '';
	}
}
