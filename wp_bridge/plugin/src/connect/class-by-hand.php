<?php
/**
 * Connects with credentials that the owner made in Alter's panel.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Answer;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * `POST /v1/connect/credentials`. The pair passes through this request and is kept nowhere on the site.
 */
final class By_Hand {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Client       $client       The door.
	 * @param Introduction $introduction What is sent along.
	 * @param Settle       $settle       Keeps what comes of it.
	 */
	public function __construct( private Client $client, private Introduction $introduction, private Settle $settle ) {}

	/**
	 * Connects.
	 *
	 * @param string $access_key   As typed.
	 * @param string $access_token As typed.
	 * @param string $code         An enrolment code; empty for none.
	 * @param bool   $share        Whether the owner agreed to share the storefront.
	 */
	public function connect( string $access_key, string $access_token, string $code, bool $share ): Outcome {
		foreach ( array( $access_key, $access_token ) as $text ) {
			// What the contract takes: visible ASCII, no more than 512 characters.
			if ( ! preg_match( '/^[\x21-\x7e]{1,512}$/', $text ) ) {
				return new Outcome( 'byHand.malformed' );
			}
		}
		$body = $this->introduction->body() + array(
			'accessKey'   => $access_key,
			'accessToken' => $access_token,
		);
		try {
			$answer = $this->asked( $share ? $body + array( 'shareStorefront' => true ) : $body, $code );
			$this->settle->connected( $answer->json, '' );
			return new Outcome( 'connected' );
		} catch ( Refused $refusal ) {
			$outcome                   = Outcome::refused( $refusal );
			$outcome->values['byHand'] = true;
			return $outcome;
		} catch ( Unreachable $silence ) {
			return Outcome::unreachable( $silence );
		} catch ( \UnexpectedValueException $odd ) {
			return new Outcome( 'answer.odd', array( 'detail' => $odd->getMessage() ) );
		} catch ( \RuntimeException $unkept ) {
			return new Outcome( 'site.notKept', array( 'detail' => $unkept->getMessage() ) );
		}
	}

	/**
	 * Asks; a second time without the token, when that is what the connector refused.
	 *
	 * @param array<string, mixed> $body What is sent.
	 * @param string               $code An enrolment code; empty for none.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function asked( array $body, string $code ): Answer {
		try {
			return $this->client->anonymous( 'POST', '/v1/connect/credentials', $body, array(), $this->introduction->headers( $code, true ) );
		} catch ( Refused $refusal ) {
			if ( 'auth.invalidToken' !== $refusal->reason ) {
				throw $refusal;
			}
			return $this->client->anonymous( 'POST', '/v1/connect/credentials', $body, array(), $this->introduction->headers( $code, false ) );
		}
	}
}
