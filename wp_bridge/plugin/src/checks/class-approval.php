<?php
/**
 * Whether Alter accepts what the connector holds for this shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Store_Watch;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Has the connector ask Alter again (`POST /v1/store/check`).
 */
final class Approval extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 * @param Client      $client      The door to the connector.
	 * @param Store_Watch $store_watch Learns what the answer says, refusals too.
	 */
	public function __construct( private Connections $connections, private Standing $standing, private Client $client, private Store_Watch $store_watch ) {}

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
	 * It calls the connector, which calls Alter.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Asks.
	 */
	public function run(): Result {
		$not_asked  = Asking::why_not( $this->connections, $this->standing );
		$connection = $this->connections->current();
		if ( null !== $not_asked || null === $connection ) {
			return $not_asked ?? Result::good( '' );
		}
		try {
			$this->store_watch->learn( $this->client->call( $connection, 'POST', '/v1/store/check' )->json );
		} catch ( Refused $refusal ) {
			do_action( 'alter_connector_refused', $refusal );
			return Asking::failed( $refusal );
		} catch ( Unreachable $silence ) {
			return Asking::failed( $silence );
		}
		return Result::good( __( 'Alter accepts the credential of this shop.', 'alter-connector' ) );
	}
}
