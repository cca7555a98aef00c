<?php
/**
 * Ends the connection.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Breaker;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Attempts;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Tells the connector if that can be done, and forgets the connection here whatever comes of it: an owner who wants
 * to leave is not kept by a service that is down.
 */
final class Leave {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Client      $client      The door.
	 * @param Breaker     $breaker     Told to let the click through.
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    How it stands.
	 * @param Attempts    $attempts    Attempts under way.
	 * @param Settle      $settle      Forgets.
	 */
	public function __construct(
		private Client $client,
		private Breaker $breaker,
		private Connections $connections,
		private Standing $standing,
		private Attempts $attempts,
		private Settle $settle
	) {}

	/**
	 * Disconnects.
	 *
	 * @param bool $deactivate Whether the products are to be switched off at Alter.
	 */
	public function leave( bool $deactivate ): Outcome {
		$connection = $this->connections->fresh();
		if ( null === $connection ) {
			return new Outcome( 'left', array( 'told' => true ) );
		}
		if ( Standing::MOVED === $this->standing->current() ) {
			// A copy forgets. What it would end is the original's.
			$this->forget();
			return new Outcome( 'done.separated' );
		}
		$this->breaker->reset();
		try {
			$bindings = $deactivate ? 'deactivate' : 'keep';
			$answer   = $this->client->call( $connection, 'DELETE', '/v1/store', null, array( 'bindings' => $bindings ) );
			$left     = $answer->json['leftBehind'] ?? array();
			return new Outcome(
				'left',
				array(
					'told' => true,
					'left' => is_array( $left ) ? $left : array(),
				)
			);
		} catch ( Refused $refusal ) {
			return new Outcome(
				'left',
				array(
					'told'   => false,
					'gone'   => 'auth.invalidToken' === $refusal->reason,
					'reason' => $refusal->getMessage(),
				)
			);
		} catch ( Unreachable $silence ) {
			return new Outcome(
				'left',
				array(
					'told'   => false,
					'reason' => $silence->getMessage(),
				)
			);
		} finally {
			$this->forget();
		}
	}

	/**
	 * Forgets the connection on this site and tells nobody: for a copy that is to stand on its own.
	 */
	public function forget(): void {
		$this->attempts->sweep( null );
		$this->settle->disconnected();
	}
}
