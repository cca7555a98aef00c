<?php
/**
 * Whether the connector still knows this site.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Store_Watch;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Asks `GET /v1/store`; what it says is kept for the screens.
 */
final class Token extends Asking {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 * @param Store_Watch $store_watch Asks.
	 */
	public function __construct( Connections $connections, Standing $standing, private Store_Watch $store_watch ) {
		parent::__construct( $connections, $standing );
	}

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
	 * Asks the connector about this store.
	 *
	 * @param Connection $connection The connection, which the watch finds by itself.
	 */
	protected function ask( Connection $connection ): Result {
		unset( $connection );
		$this->store_watch->refresh();
		return Result::good( __( 'The connector knows this shop.', 'alter-connector' ) );
	}
}
