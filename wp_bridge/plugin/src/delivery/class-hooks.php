<?php
/**
 * The room that keeps the plugin up to date.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Delivery;

use AlterConnector\Parts;

/**
 * Hooks the updates in. The build for wordpress.org has no such room, and a checkout that nobody delivered opens none.
 */
final class Hooks {

	/**
	 * Built by the plugin.
	 *
	 * @param Parts $parts What is shared.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Called once.
	 */
	public function register(): void {
		$address = $this->parts->delivery->address();
		if ( null === $address ) {
			return;
		}
		$releases = new Releases( $this->parts->client, $this->parts->addresses );
		$updates  = new Updates( $releases );
		$download = new Download( $releases, $this->parts->gate );
		// As WordPress derives the name from the header `Update URI`, which was written with this address.
		$host = wp_parse_url( sanitize_url( $address ), PHP_URL_HOST );
		add_filter( "update_plugins_{$host}", array( $updates, 'offer' ), 10, 3 );
		add_filter( 'plugins_api', array( $updates, 'details' ), 10, 3 );
		add_action( 'wp_update_plugins', array( $updates, 'refresh' ), 5 );
		add_filter( 'upgrader_pre_download', array( $download, 'fetch' ), 10, 3 );
	}
}
