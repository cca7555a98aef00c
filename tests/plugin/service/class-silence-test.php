<?php
/**
 * Words for a call that nobody answered.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Silence;
use PHPUnit\Framework\TestCase;

/**
 * What cURL says by number, the owner hears in words.
 */
final class Silence_Test extends TestCase {

	/**
	 * Messages as a real WordPress passed them on.
	 *
	 * @testWith ["cURL error 6: Could not resolve host: nope.invalid", "does not resolve"]
	 *           ["cURL error 7: Failed to connect to 127.0.0.1 port 18473 after 0 ms: Couldn't connect to server", "Nothing answers"]
	 *           ["cURL error 28: Operation timed out after 10001 milliseconds with 0 bytes received", "in time"]
	 *           ["cURL error 35: OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number", "TLS"]
	 *           ["cURL error 60: SSL certificate problem: self-signed certificate", "TLS"]
	 * @param string $technical WordPress' message.
	 * @param string $says      A part of the sentence.
	 */
	public function test_known_numbers_have_words( string $technical, string $says ): void {
		self::assertStringContainsString( $says, Silence::words( $technical ) );
		self::assertStringNotContainsString( 'cURL', Silence::words( $technical ) );
	}

	/**
	 * The rest is told as it came.
	 */
	public function test_other_messages_are_passed_on(): void {
		self::assertStringContainsString( 'cURL error 92: HTTP/2 stream', Silence::words( 'cURL error 92: HTTP/2 stream' ) );
	}
}
