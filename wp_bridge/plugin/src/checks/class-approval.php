<?php
/**
 * Whether Alter accepts what the connector holds for this shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Client;
use AlterConnector\Service\Store_Watch;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Has the connector ask Alter again (`POST /v1/store/check`).
 */
final class Approval extends Asking {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 * @param Client      $client      The door to the connector.
	 * @param Store_Watch $store_watch Learns what the answer says, refusals too.
	 */
	public function __construct( Connections $connections, Standing $standing, private Client $client, private Store_Watch $store_watch ) {
		parent::__construct( $connections, $standing );
	}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'alter';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Link to Alter', 'alter-connector' );
	}

	/**
	 * Asks.
	 *
	 * @param Connection $connection The connection.
	 */
	protected function ask( Connection $connection ): Result {
		$this->store_watch->learn( self::heard( $this->client, $connection, '/v1/store/check' ) );
		return Result::good( __( 'Alter accepts the credential of this shop.', 'alter-connector' ) );
	}
}
