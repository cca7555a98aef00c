<?php
/**
 * The bindings room.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\Parts;
use AlterConnector\State\Mirror_List;

/**
 * The list of all bindings.
 */
final class Hooks {

	/**
	 * Reads what all share.
	 *
	 * @param Parts $parts Shared objects.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Opens the room.
	 */
	public function register(): void {
		$parts    = $this->parts;
		$acts     = new Acts( $parts->mirror, $parts->backlog );
		$progress = new Progress( $parts->mirror );
		$plan     = new Plan( $parts->known_store, $parts->connections );
		$routes   = new Routes( $parts->mirror, $acts, $progress, $plan );
		add_action( 'rest_api_init', array( $routes, 'register' ) );
		if ( is_admin() ) {
			$head = new Head( $parts->connections, $parts->standing, $progress, $plan, $parts->differences );
			( new Screen( new Mirror_List(), $acts, $head ) )->register();
		}
	}
}
