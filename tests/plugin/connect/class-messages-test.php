<?php
/**
 * Whether there are words for everything.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Connect;

use AlterConnector\Connect\Message;
use AlterConnector\Connect\Messages;
use AlterConnector\Connect\Outcome;
use AlterConnector\Connect\Probe_Words;
use AlterConnector\Connect\Proof_In_Hand;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Attempt;
use PHPUnit\Framework\TestCase;

/**
 * Every code that the connector documents is told in the plugin's own words.
 */
final class Messages_Test extends TestCase {

	/**
	 * The codes of connect, read from the page that lists them.
	 *
	 * @return array<string, array{string}>
	 */
	public function codes_of_connect(): array {
		$page = (string) file_get_contents( dirname( __DIR__, 3 ) . '/docs/HTTP.md' );
		preg_match_all( '/`(connect\.[A-Za-z]+)`/', $page, $found );
		$codes = array_merge( $found[1], array( 'connect.invalidStoreUrl', 'connect.invalidReturnUrl' ) );
		return array_map( static fn( string $code ): array => array( $code ), array_combine( $codes, $codes ) );
	}

	/**
	 * A title, a sentence, and one of the actions.
	 *
	 * @dataProvider codes_of_connect
	 * @param string $code Of the contract.
	 */
	public function test_every_code_of_connect_has_words( string $code ): void {
		$message = Messages::known( new Outcome( $code, array( 'detail' => 'English of the connector.' ) ) );
		self::assertNotNull( $message );
		self::assertNotSame( '', $message->title );
		self::assertMatchesRegularExpression( '/[.?]$/', $message->text );
		self::assertStringNotContainsString( $code, $message->text );
	}

	/**
	 * The page lists them: a reader that finds none proves nothing.
	 */
	public function test_the_page_lists_the_codes(): void {
		self::assertGreaterThan( 12, count( $this->codes_of_connect() ) );
	}

	/**
	 * What happens to a connected shop, and what this site finds out by itself.
	 *
	 * @testWith ["auth.invalidToken"]
	 *           ["auth.previousToken"]
	 *           ["store.needsReconnect"]
	 *           ["store.siteMoved"]
	 *           ["store.moveUnproved"]
	 *           ["store.tooManyProbes"]
	 *           ["plugin.tooOld"]
	 *           ["alter.busy"]
	 *           ["alter.unavailable"]
	 *           ["alter.unreachable"]
	 *           ["return.denied"]
	 *           ["return.failed"]
	 *           ["return.otherUser"]
	 *           ["return.unknown"]
	 *           ["return.ending"]
	 *           ["answer.odd"]
	 *           ["site.notKept"]
	 *           ["byHand.malformed"]
	 *           ["address.refused"]
	 * @param string $code One of them.
	 */
	public function test_every_other_code_has_words( string $code ): void {
		self::assertNotNull( Messages::known( new Outcome( $code ) ) );
	}

	/**
	 * Each reason for which no connector answers.
	 */
	public function test_every_silence_has_words(): void {
		foreach ( ( new \ReflectionClass( Unreachable::class ) )->getConstants() as $reason ) {
			$message = Messages::known( Outcome::unreachable( new Unreachable( $reason, 'Its sentence.' ) ) );
			self::assertNotNull( $message, $reason );
			self::assertSame( 'Its sentence.', $message->text );
		}
	}

	/**
	 * A newer connector's code is told with its own sentence, not swallowed.
	 */
	public function test_an_unknown_code_is_told_as_it_came(): void {
		$message = Messages::of( new Outcome( 'connect.fromTheFuture', array( 'detail' => 'It is Tuesday.' ) ) );
		self::assertStringContainsString( 'It is Tuesday.', $message->text );
		self::assertStringContainsString( 'connect.fromTheFuture', $message->text );
	}

	/**
	 * Only what the connector takes again is offered again.
	 */
	public function test_the_action_follows_the_proof_at_hand(): void {
		$proof = new Proof_In_Hand( new Attempt( 1, 'cn_1', 'secret', 2000 ), 'state', 'code' );
		$again = new Refused( 502, 'connect.upstreamUnavailable', 'Nothing was sent.', array(), 5 );
		$spent = new Refused( 502, 'connect.upstreamUnavailable', 'The code may be spent.', array(), null );
		self::assertSame( Message::RESUME, Messages::of( Outcome::refused( $again, $proof ) )->action );
		self::assertSame( Message::START, Messages::of( Outcome::refused( $spent ) )->action );
		$shared = new Refused( 409, 'connect.storefrontShared', 'Shared.', array( 'storeUrl' => 'https://other.example/' ), null );
		$asked  = Messages::of( Outcome::refused( $shared, $proof ) );
		self::assertSame( Message::SHARE, $asked->action );
		self::assertStringContainsString( 'https://other.example/', $asked->text );
	}

	/**
	 * Every reason that the connector names for not reaching a shop.
	 */
	public function test_every_reason_of_a_probe_has_words(): void {
		$source = (string) file_get_contents( dirname( __DIR__, 3 ) . '/wp_bridge/errors.py' );
		self::assertSame( 1, preg_match( '/UnreachableCode = Literal\[(.*?)\]/s', $source, $found ) );
		preg_match_all( '/"(\w+)"/', $found[1], $codes );
		self::assertGreaterThan( 5, count( $codes[1] ) );
		foreach ( array_merge( $codes[1], array( 'mismatch' ) ) as $code ) {
			$words = Probe_Words::of( new Outcome( 'probe.failed', array( 'reason' => $code ) ) );
			self::assertStringNotContainsString( 'Its reason', $words, $code );
		}
	}

	/**
	 * Through a redirect.
	 */
	public function test_an_outcome_survives_its_row(): void {
		$proof   = new Proof_In_Hand( new Attempt( 7, 'cn_1', 'secret-of-connect', 2000 ), 'the-state', 'the-code' );
		$problem = array(
			'storeUrl'  => 'https://other.example/',
			'requestId' => 'r-1',
			'errors'    => array( 'not' => 'kept' ),
		);
		$outcome = Outcome::refused( new Refused( 409, 'connect.storefrontShared', 'Shared.', $problem, null ), $proof );
		$again   = Outcome::from_row( unserialize( serialize( $outcome->to_row() ) ) ); // phpcs:ignore
		self::assertEquals( $outcome, $again );
		self::assertSame( 'r-1', $again->text( 'requestId' ) );
		self::assertSame( '', $again->text( 'errors' ) );
		self::assertSame( 'the-state', $again->proof->reveal_state() );
		self::assertTrue( $again->proof->body( true )['shareStorefront'] );
		self::assertArrayNotHasKey( 'shareStorefront', $again->proof->body( false ) );
		self::assertNull( Outcome::from_row( array( 'code' => 'x' ) ) );
	}

	/**
	 * Nothing secret is dumped.
	 */
	public function test_a_proof_does_not_show_its_secrets(): void {
		$proof = new Proof_In_Hand( new Attempt( 7, 'cn_1', 'secret-of-connect', 2000 ), 'the-state', 'the-code' );
		$shown = print_r( $proof, true ) . print_r( $proof->attempt, true ); // phpcs:ignore
		foreach ( array( 'secret-of-connect', 'the-state', 'the-code' ) as $secret ) {
			self::assertStringNotContainsString( $secret, $shown );
		}
	}
}
