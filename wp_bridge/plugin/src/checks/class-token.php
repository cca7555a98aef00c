<?php
/**
 * Whether the connector still knows this site.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Store_Watch;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Asks `GET /v1/store`; what it says is kept for the screens.
 */
final class Token extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 * @param Store_Watch $store_watch Asks.
	 */
	public function __construct( private Connections $connections, private Standing $standing, private Store_Watch $store_watch ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'credential';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Credential of this shop', 'alter-connector' );
	}

	/**
	 * It calls the connector.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Asks the connector about this store.
	 */
	public function run(): Result {
		$not_asked = Asking::why_not( $this->connections, $this->standing );
		if ( null !== $not_asked ) {
			return $not_asked;
		}
		try {
			$this->store_watch->refresh();
		} catch ( Refused | Unreachable $failure ) {
			return Asking::failed( $failure );
		}
		return Result::good( __( 'The connector knows this shop.', 'alter-connector' ) );
	}
}
