<?php
/**
 * Fetches the new version.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Delivery;

use AlterConnector\Service\Http_Gate;

/**
 * Downloads the connector's zip for WordPress' updater, which would refuse an unusual port or a private address.
 */
final class Download {

	private const SECONDS = 60;

	/**
	 * Built by the room.
	 *
	 * @param Releases  $releases What the connector delivers.
	 * @param Http_Gate $gate     Lets this one download past WordPress' guard.
	 */
	public function __construct( private Releases $releases, private Http_Gate $gate ) {}

	/**
	 * The filter `upgrader_pre_download`: takes over for our package alone.
	 *
	 * @param mixed  $reply    What other plugins said; false for nothing.
	 * @param string $package  What is to be downloaded.
	 * @param mixed  $upgrader WordPress' updater.
	 * @return mixed A file's path, an error, or the reply as it was.
	 */
	public function fetch( mixed $reply, string $package, mixed $upgrader ): mixed {
		$source = $this->releases->source();
		if ( false !== $reply || null === $source || $package !== $this->releases->package() ) {
			return $reply;
		}
		$upgrader->skin->feedback( 'downloading_package', $package );
		// The connector redirects nobody: who does stands between, and decides what code is installed here.
		$straight = static fn( $arguments, $url = '' ) =>
			$package === $url ? array_merge( (array) $arguments, array( 'redirection' => 0 ) ) : $arguments;
		add_filter( 'http_request_args', $straight, 10, 2 );
		try {
			$file = $this->gate->through( $source, static fn() => download_url( $package, self::SECONDS ) );
		} finally {
			remove_filter( 'http_request_args', $straight, 10 );
		}
		if ( is_wp_error( $file ) ) {
			return new \WP_Error( 'download_failed', $upgrader->strings['download_failed'] ?? '', $file->get_error_message() );
		}
		return $file;
	}
}
