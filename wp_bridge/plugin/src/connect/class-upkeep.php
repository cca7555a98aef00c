<?php
/**
 * What can be asked of a connection that stands.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Answer;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Lock;
use AlterConnector\State\Standing;

/**
 * The two-way self-test and a new token.
 */
final class Upkeep {

	/**
	 * Longer than the call takes.
	 */
	private const ROTATING = 30;

	/**
	 * Built by the room's hooks.
	 *
	 * @param Client      $client      The door.
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    How it stands.
	 */
	public function __construct( private Client $client, private Connections $connections, private Standing $standing ) {}

	/**
	 * Lets the connector call this site, and says what came of it.
	 *
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function probe(): Outcome {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return new Outcome( 'auth.invalidToken' );
		}
		$found = $this->heard( $connection, '/v1/store/probe', array() )->json;
		if ( true === ( $found['reached'] ?? false ) && null === ( $found['code'] ?? null ) ) {
			return new Outcome( 'probe.reached', array( 'ms' => (int) ( $found['ms'] ?? 0 ) ) );
		}
		return new Outcome(
			'probe.failed',
			array(
				'reason' => is_string( $found['code'] ?? null ) ? $found['code'] : '',
				'status' => is_int( $found['status'] ?? null ) ? $found['status'] : '',
				'detail' => is_string( $found['problem'] ?? null ) ? $found['problem'] : '',
			)
		);
	}

	/**
	 * Gets a new token, and keeps it; one request at a time. Of two tokens the connector takes the later one for good,
	 * and the site might keep the other.
	 *
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function rotate(): Outcome {
		$lock = new Lock( 'rotate' );
		if ( ! $lock->take( self::ROTATING ) ) {
			return new Outcome( 'token.underWay' );
		}
		try {
			return $this->replace_token();
		} finally {
			$lock->release();
		}
	}

	/**
	 * The call, and what comes of it.
	 *
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer: the token of now stays good for 24 hours in any case, and may ask again.
	 */
	private function replace_token(): Outcome {
		$connection = $this->connections->fresh();
		if ( null === $connection || ! $this->standing->may_write() ) {
			return new Outcome( Standing::MOVED === $this->standing->current() ? 'store.siteMoved' : 'auth.invalidToken' );
		}
		$token = $this->heard( $connection, '/v1/store/token', array() )->json['storeToken'] ?? null;
		if ( ! is_string( $token ) || '' === $token ) {
			return new Outcome( 'answer.odd' );
		}
		$this->connections->keep( $connection->with_store_token( $token ) );
		return new Outcome( 'done.rotated' );
	}

	/**
	 * A call whose refusal the standing hears of.
	 *
	 * @param Connection           $connection Whose token is used.
	 * @param string               $path       A route that takes POST.
	 * @param array<string, mixed> $body       What is sent.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function heard( Connection $connection, string $path, array $body ): Answer {
		try {
			return $this->client->call( $connection, 'POST', $path, $body );
		} catch ( Refused $refusal ) {
			// Documented in src/service/class-store-watch.php.
			do_action( 'alter_connector_refused', $refusal );
			throw $refusal;
		}
	}
}
