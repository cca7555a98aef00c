<?php
/**
 * Sends the owner to Alter.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Answer;
use AlterConnector\Service\Client;
use AlterConnector\Service\Hosts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Attempt;
use AlterConnector\State\Attempts;

/**
 * `POST /v1/connect/start`.
 */
final class Start {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Client       $client       The door.
	 * @param Introduction $introduction What is sent.
	 * @param Attempts     $attempts     Where the attempt is filed.
	 */
	public function __construct( private Client $client, private Introduction $introduction, private Attempts $attempts ) {}

	/**
	 * Begins an attempt of a person.
	 *
	 * @param int    $user Who clicked.
	 * @param string $code An enrolment code; empty for none.
	 * @return string Where to send the person.
	 * @throws Refused                   When the connector said no.
	 * @throws Unreachable               When it did not answer.
	 * @throws \UnexpectedValueException When its answer is not what the contract says.
	 */
	public function begin( int $user, string $code ): string {
		$answer = $this->asked( $code )->json;
		foreach ( array( 'connectionId', 'connectSecret', 'state', 'authorizeUrl' ) as $key ) {
			if ( ! is_string( $answer[ $key ] ?? null ) || '' === $answer[ $key ] ) {
				throw new \UnexpectedValueException( "The connector's answer has no {$key}." );
			}
		}
		if ( ! self::may_be_opened( $answer['authorizeUrl'] ) ) {
			throw new \UnexpectedValueException( 'The connector named no address that a browser may be sent to.' );
		}
		$expires = time() + Attempts::LIFETIME;
		$this->attempts->begin( $answer['state'], new Attempt( $user, $answer['connectionId'], $answer['connectSecret'], $expires ) );
		return $answer['authorizeUrl'];
	}

	/**
	 * Whether a browser may be sent there with the state in the address: over TLS, or to this very machine.
	 *
	 * @param string $url As the connector answered it.
	 */
	public static function may_be_opened( string $url ): bool {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || preg_match( '/[\x00-\x20\x7f\\\\]/', $url ) || isset( $parts['user'] ) ) {
			return false;
		}
		$scheme = strtolower( $parts['scheme'] ?? '' );
		return 'https' === $scheme || ( 'http' === $scheme && Hosts::is_loopback( $parts['host'] ) );
	}

	/**
	 * Asks; a second time without the token, when that is what the connector refused: a site whose connection is lost
	 * connects anew.
	 *
	 * @param string $code An enrolment code; empty for none.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function asked( string $code ): Answer {
		$body = $this->introduction->body() + array( 'returnUrl' => Introduction::return_url() );
		try {
			return $this->client->anonymous( 'POST', '/v1/connect/start', $body, array(), $this->introduction->headers( $code, true ) );
		} catch ( Refused $refusal ) {
			if ( 'auth.invalidToken' !== $refusal->reason ) {
				throw $refusal;
			}
			return $this->client->anonymous( 'POST', '/v1/connect/start', $body, array(), $this->introduction->headers( $code, false ) );
		}
	}
}
