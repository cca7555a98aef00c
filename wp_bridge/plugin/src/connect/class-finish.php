<?php
/**
 * The owner came back from Alter.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Answer;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Attempt;
use AlterConnector\State\Attempts;

/**
 * `POST /v1/connect/complete`, once for each attempt unless the connector takes the same proof again.
 */
final class Finish {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Client   $client   The door.
	 * @param Attempts $attempts Attempts under way.
	 * @param Settle   $settle   Keeps what comes of it.
	 */
	public function __construct( private Client $client, private Attempts $attempts, private Settle $settle ) {}

	/**
	 * The owner came back with an answer of Alter's.
	 *
	 * @param string $state Unverified.
	 * @param string $code  Unverified; empty when Alter sent none.
	 * @param string $error Unverified; what Alter says went wrong, empty for nothing.
	 * @param int    $user  Who came back.
	 */
	public function came_back( string $state, string $code, string $error, int $user ): Outcome {
		$now     = time();
		$seen    = $this->attempts->find( $state );
		$attempt = $this->attempts->take( $state, $user, $now );
		if ( null === $attempt ) {
			return $this->unfinished( $seen, $state, $user, $now );
		}
		if ( '' !== $error || '' === $code ) {
			$this->attempts->end( $state, $user, false, $now );
			return new Outcome( in_array( $error, array( 'access_denied', 'denied' ), true ) ? 'return.denied' : 'return.failed' );
		}
		return $this->complete( new Proof_In_Hand( $attempt, $state, $code ), false );
	}

	/**
	 * Goes on with a proof that the connector takes again.
	 *
	 * @param Proof_In_Hand $proof Taken from its row by this request alone.
	 * @param bool          $share Whether the owner agreed to share the storefront.
	 * @param int           $user  Who clicked.
	 */
	public function again( Proof_In_Hand $proof, bool $share, int $user ): Outcome {
		if ( ! $proof->attempt->is_open_to( $user, time() ) ) {
			return new Outcome( 'connect.expired' );
		}
		$this->attempts->resume( $proof->reveal_state(), $proof->attempt, time() );
		return $this->complete( $proof, $share );
	}

	/**
	 * Why an attempt could not be taken.
	 *
	 * @param Attempt|null $seen  The attempt as it was a moment ago.
	 * @param string       $state As it came back.
	 * @param int          $user  Who came back.
	 * @param int          $now   Unix seconds.
	 */
	private function unfinished( ?Attempt $seen, string $state, int $user, int $now ): Outcome {
		if ( $this->attempts->is_known( $state, $user, $now ) ) {
			return new Outcome( $this->attempts->is_under_way( $user, $now ) ? 'return.ending' : 'connected' );
		}
		if ( null !== $seen && $seen->user !== $user ) {
			return new Outcome( 'return.otherUser' );
		}
		return new Outcome( null === $seen ? 'return.unknown' : 'connect.expired' );
	}

	/**
	 * Asks the connector, and keeps what it answers.
	 *
	 * @param Proof_In_Hand $proof What is shown.
	 * @param bool          $share Whether the owner agreed to share the storefront.
	 */
	private function complete( Proof_In_Hand $proof, bool $share ): Outcome {
		$outcome = $this->outcome( $proof, $share );
		$this->attempts->end( $proof->reveal_state(), $proof->attempt->user, 'connected' === $outcome->code, time() );
		return $outcome;
	}

	/**
	 * How it ends.
	 *
	 * @param Proof_In_Hand $proof What is shown.
	 * @param bool          $share Whether the owner agreed to share the storefront.
	 */
	private function outcome( Proof_In_Hand $proof, bool $share ): Outcome {
		try {
			$this->settle->connected( $this->asked( $proof, $share )->json, $proof->attempt->reveal_connect_secret() );
			return new Outcome( 'connected' );
		} catch ( Refused $refusal ) {
			return Outcome::refused( $refusal, self::may_come_again( $refusal ) ? $proof : null );
		} catch ( Unreachable $silence ) {
			return Outcome::unreachable( $silence, $proof );
		} catch ( \UnexpectedValueException $odd ) {
			return new Outcome( 'answer.odd', array( 'detail' => $odd->getMessage() ) );
		} catch ( \RuntimeException $unkept ) {
			return new Outcome( 'site.notKept', array( 'detail' => $unkept->getMessage() ), $proof );
		}
	}

	/**
	 * Sends the proof; once more when no answer came, for the connector may have done all and answers the same.
	 *
	 * @param Proof_In_Hand $proof What is shown.
	 * @param bool          $share Whether the owner agreed to share the storefront.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer twice.
	 */
	private function asked( Proof_In_Hand $proof, bool $share ): Answer {
		try {
			return $this->client->anonymous( 'POST', '/v1/connect/complete', $proof->body( $share ) );
		} catch ( Unreachable $silence ) {
			if ( Unreachable::FAILED !== $silence->reason ) {
				throw $silence;
			}
			return $this->client->anonymous( 'POST', '/v1/connect/complete', $proof->body( $share ) );
		}
	}

	/**
	 * Whether the connector takes the same proof again after a refusal (docs/HTTP.md, "Connect").
	 *
	 * @param Refused $refusal What it said.
	 */
	private static function may_come_again( Refused $refusal ): bool {
		return 'connect.storefrontShared' === $refusal->reason
			|| ( in_array( $refusal->status, array( 429, 502, 503 ), true ) && null !== $refusal->retry_after );
	}
}
