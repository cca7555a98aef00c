<?php
/**
 * Tells WordPress of new versions.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Delivery;

use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * Answers WordPress' update check and its popup with details.
 *
 * WordPress checks during ordinary page loads of its admin too. Those get what is known already; the connector is
 * asked by the scheduled check, on the command line, and when somebody pressed "Check again" or opens the details.
 */
final class Updates {

	/**
	 * Built by the room.
	 *
	 * @param Releases $releases What the connector delivers.
	 */
	public function __construct( private Releases $releases ) {}

	/**
	 * The scheduled check, before WordPress' own part of it: that one is left out when another check was made less
	 * than two hours ago.
	 */
	public function refresh(): void {
		$this->releases->ask();
	}

	/**
	 * The filter `update_plugins_{host}`.
	 *
	 * @param mixed  $update What other plugins of the same host said.
	 * @param mixed  $data   The headers of the plugin that is asked about.
	 * @param string $file   The plugin that is asked about; another one may be delivered by the same host.
	 * @return mixed
	 */
	public function offer( mixed $update, mixed $data, string $file ): mixed {
		if ( plugin_basename( PLUGIN_FILE ) !== $file ) {
			return $update;
		}
		$release = self::is_asked_for() ? $this->releases->ask() : $this->releases->known();
		if ( $release ) {
			return $release->to_update( $this->releases->package(), $this->releases->url() );
		}
		// With an entry of its own the plugin can be updated automatically; this one says that nothing newer is known.
		return array(
			'slug'    => Release::SLUG,
			'version' => VERSION,
			'url'     => $this->releases->url(),
			'package' => '',
		);
	}

	/**
	 * The filter `plugins_api`, for the popup "View details", which is opened by a click.
	 *
	 * @param mixed  $result What other plugins said.
	 * @param string $action What WordPress wants.
	 * @param mixed  $asked  The arguments, with the slug.
	 * @return mixed
	 */
	public function details( mixed $result, string $action, mixed $asked ): mixed {
		if ( 'plugin_information' !== $action || Release::SLUG !== ( $asked->slug ?? null ) ) {
			return $result;
		}
		$release = $this->releases->ask();
		if ( null === $release ) {
			return new \WP_Error( 'alter_connector_no_release', __( 'The connector that delivered this plugin did not answer. Try again later.', 'alter-connector' ) );
		}
		$headers = get_plugin_data( PLUGIN_FILE, false );
		return $release->to_details( $this->releases->package(), esc_html( $headers['Name'] ) );
	}

	/**
	 * Whether this check was asked for, and not made while somebody waits for a page.
	 */
	private static function is_asked_for(): bool {
		if ( wp_doing_cron() || ( defined( 'WP_CLI' ) && \WP_CLI ) ) {
			return true;
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- WordPress' own link "Check again" has none, and it changes nothing.
		return isset( $_GET['force-check'] ) && current_user_can( 'update_plugins' );
	}
}
