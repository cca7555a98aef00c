<?php
/**
 * Keeps what the connector says of this store.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Standing;

/**
 * The one reader of `GET /v1/store`, and the judge of what a refusal means for the site's standing.
 */
final class Store_Watch {

	/**
	 * Standings that a refusal's code means at once.
	 */
	private const MEANS = array(
		'plugin.tooOld'        => Standing::TOO_OLD,
		'store.siteMoved'      => Standing::MOVED,
		'store.needsReconnect' => Standing::UNAPPROVED,
	);

	/**
	 * Built once, by the plugin.
	 *
	 * @param Client      $client      The door.
	 * @param Connections $connections Whose token is used.
	 * @param Known_Store $known_store Where the answer is kept.
	 * @param Standing    $standing    Where what it means is kept.
	 */
	public function __construct(
		private Client $client,
		private Connections $connections,
		private Known_Store $known_store,
		private Standing $standing
	) {}

	/**
	 * Asks the connector and keeps what it says. Nothing happens on a site without a connection, nor on one that sees
	 * itself that it is elsewhere: there is nothing to hear but a refusal.
	 *
	 * @throws Refused     When the connector said no; the standing has heard of it.
	 * @throws Unreachable When it did not answer.
	 */
	public function refresh(): void {
		$connection = $this->connections->current();
		if ( null === $connection || $this->standing->is_elsewhere() ) {
			return;
		}
		try {
			$this->read( $connection );
		} catch ( Refused $refusal ) {
			/**
			 * The connector refused a call that this site had reason to make.
			 *
			 * @param Refused $refusal What it said.
			 */
			do_action( 'alter_connector_refused', $refusal );
			throw $refusal;
		}
	}

	/**
	 * Hears of a refusal. A 403 changes nothing, whatever its code.
	 *
	 * @param mixed $refusal What the connector said.
	 */
	public function refused( mixed $refusal ): void {
		if ( ! $refusal instanceof Refused || 403 === $refusal->status ) {
			return;
		}
		if ( isset( self::MEANS[ $refusal->reason ] ) ) {
			$this->standing->becomes( self::MEANS[ $refusal->reason ], $refusal->problem );
		} elseif ( 'auth.invalidToken' === $refusal->reason && Standing::LOST !== $this->standing->current() ) {
			$this->confirm_loss( $refusal );
		}
	}

	/**
	 * Asks once more, with the token of now: a refused one may have been replaced a moment ago by another request.
	 *
	 * @param Refused $first The refusal that is to be confirmed.
	 */
	private function confirm_loss( Refused $first ): void {
		$connection = $this->connections->fresh();
		if ( null === $connection ) {
			return;
		}
		try {
			$this->read( $connection );
		} catch ( Refused $second ) {
			if ( 'auth.invalidToken' === $second->reason ) {
				$this->standing->becomes( Standing::LOST, $first->problem );
			}
		} catch ( Unreachable $silence ) {
			// Not confirmed. The next refusal asks again.
			return;
		}
	}

	/**
	 * Reads the store.
	 *
	 * @param Connection $connection Whose token is used.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function read( Connection $connection ): void {
		$store = $this->client->call( $connection, 'GET', '/v1/store' )->json;
		if ( ( $store['storeId'] ?? null ) !== $connection->store_id ) {
			throw new Unreachable( Unreachable::STRANGER, __( 'What answered does not know this shop: something else than the connector, or the address is not its own.', 'alter-connector' ) );
		}
		$this->learn( $store );
	}

	/**
	 * Keeps a description of the store, from whichever route it came.
	 *
	 * @param array<string, mixed> $store The JSON.
	 */
	public function learn( array $store ): void {
		if ( ! is_string( $store['storeId'] ?? null ) ) {
			// Some JSON of a stranger's. Kept, it would change the prefix of all product ids.
			return;
		}
		$this->known_store->keep( $store, time() );
		$this->standing->becomes( $this->known_store->needs_reconnect() ? Standing::UNAPPROVED : Standing::OK );
	}
}
