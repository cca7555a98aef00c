<?php
/**
 * Takes away what the plugin stored.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Parts;
use AlterConnector\State\Jobs;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Standing;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- Names by pattern; WordPress has no call for that.

/**
 * Runs for each site when the plugin is deleted, with neither the plugin nor WooCommerce loaded. Orders keep what they
 * say about customised items: they are the shop's books.
 */
final class Uninstaller {

	private const CALL_SECONDS = 3;

	/**
	 * Order metas of the orders room, which is not there any more.
	 */
	private const ORDER_MARKS = array( '_alter_marks', '_alter_noted' );

	/**
	 * All calls of a network together: an administrator waits for this page.
	 */
	private const ALL_SECONDS = 15;

	/**
	 * Until when the connector may be called, as `microtime( true )` counts.
	 *
	 * @var float
	 */
	private float $until;

	/**
	 * Built by uninstall.php.
	 */
	public function __construct() {
		$this->until = microtime( true ) + self::ALL_SECONDS;
	}

	/**
	 * One site. A step that fails keeps none of the others from its work.
	 */
	public function site(): void {
		$parts = new Parts();
		if ( ! $parts->settings->erase_on_uninstall() ) {
			self::step( static fn() => Jobs::erase( false ) );
			return;
		}
		self::step( fn() => $this->say_goodbye( $parts ) );
		self::step( static fn() => Jobs::erase( true ) );
		self::step( static fn() => $parts->schema->drop() );
		self::step( static fn() => $parts->design_folders->erase() );
		self::step( array( self::class, 'erase_meta' ) );
		self::step( array( self::class, 'erase_order_marks' ) );
		self::step( array( self::class, 'erase_options' ) );
	}

	/**
	 * What belongs to no site: what people waved away, and what the network keeps for a while.
	 */
	public function network(): void {
		global $wpdb;
		$like = $wpdb->esc_like( 'alter_connector_' ) . '%';
		self::step( static fn() => $wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE meta_key LIKE %s', $wpdb->usermeta, $like ) ) );
		foreach ( is_multisite() ? array( '_site_transient_', '_site_transient_timeout_' ) : array() as $before ) {
			self::step( static fn() => $wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE meta_key LIKE %s', $wpdb->sitemeta, $wpdb->esc_like( $before ) . $like ) ) );
		}
	}

	/**
	 * Tells the connector, once and shortly. Bindings stay: deleting a plugin is no word about what is sold. A copy of a
	 * shop only forgets.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	private function say_goodbye( Parts $parts ): void {
		$connection = $parts->connections->current();
		$is_useless = null === $connection || in_array( $parts->standing->current(), array( Standing::MOVED, Standing::LOST ), true );
		if ( $is_useless || microtime( true ) + self::CALL_SECONDS > $this->until ) {
			return;
		}
		$parts->client->call( $connection, 'DELETE', '/v1/store', null, array( 'bindings' => 'keep' ), array(), self::CALL_SECONDS );
	}

	/**
	 * What is kept with products.
	 */
	public static function erase_meta(): void {
		foreach ( array_merge( Product_Meta::ALL, array( Product_Meta::REQUIRED ) ) as $key ) {
			delete_post_meta_by_key( $key );
		}
	}

	/**
	 * What stands in the list of orders, with HPOS and without. Items keep what was sold.
	 */
	public static function erase_order_marks(): void {
		global $wpdb;
		$orders = "{$wpdb->prefix}wc_orders_meta";
		foreach ( self::ORDER_MARKS as $key ) {
			delete_post_meta_by_key( $key );
			if ( $orders === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $orders ) ) ) ) {
				$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE meta_key = %s', $orders, $key ) );
			}
		}
	}

	/**
	 * Options and transients, one by one, so that an object cache forgets them too.
	 */
	public static function erase_options(): void {
		global $wpdb;
		foreach ( array( '', '_transient_', '_transient_timeout_', '_site_transient_', '_site_transient_timeout_' ) as $before ) {
			$like  = $wpdb->esc_like( "{$before}alter_connector_" ) . '%';
			$names = $wpdb->get_col( $wpdb->prepare( 'SELECT option_name FROM %i WHERE option_name LIKE %s', $wpdb->options, $like ) );
			array_map( 'delete_option', $names );
		}
	}

	/**
	 * Does one thing, whatever comes of it.
	 *
	 * @param callable $work Takes nothing.
	 */
	private static function step( callable $work ): void {
		try {
			$work();
		} catch ( \Throwable $fault ) {
			// The plugin goes in any case; nobody is left who could read a log.
			unset( $fault );
		}
	}
}
