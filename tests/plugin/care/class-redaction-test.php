<?php
/**
 * Hostile samples: nothing of them may be found in what is shown.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Care;

use AlterConnector\Care\Redaction;
use PHPUnit\Framework\TestCase;

/**
 * What the log and the report let through.
 */
final class Redaction_Test extends TestCase {

	/**
	 * Texts, and what of them must not be shown.
	 *
	 * @return array<string, array{string, list<string>}>
	 */
	public static function secrets_in_texts(): array {
		$token = 'alc_' . str_repeat( 'aB3', 14 ) . '0Zz9';
		return array(
			'a Bearer header'                    => array( "Authorization: Bearer {$token}", array( $token, 'aB3aB3' ) ),
			'a Bearer token of unknown shape'    => array( 'curl -H "authorization: bearer abcdefgh"', array( 'abcdefgh' ) ),
			'Basic credentials'                  => array( 'sent Basic dXNlcjpwYXNzd29yZA==', array( 'dXNlcjpwYXNzd29yZA' ) ),
			'a store token in a sentence'        => array( "The token {$token} was refused.", array( $token ) ),
			'the connect secret'                 => array( 'acs_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4', array( 'Zm9vYmFy' ) ),
			'the ticket secret'                  => array( 'key ats_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4', array( 'Zm9vYmFy' ) ),
			'an enrolment code in a path'        => array( 'https://c.example/plugin/aec_k2j3h4k5j6h7k8j9/alter-connector.zip', array( 'k2j3h4k5' ) ),
			'code and state of a return'         => array( 'https://shop.example/wp-admin/admin.php?page=alter&code=hc_1&state=s3cr3t', array( 'hc_1', 's3cr3t', 'page=alter' ) ),
			'the same, relative'                 => array( 'GET /wp-admin/admin.php?code=zzz111&state=yyy222 302', array( 'zzz111', 'yyy222' ) ),
			'the same, inside another address'   => array( 'https://a.example/go/https%3A%2F%2Fshop.example%2F%3Fcode%3Dzzz111', array( 'zzz111' ) ),
			'a fragment'                         => array( 'https://a.example/#access_token=zzz111', array( 'zzz111' ) ),
			'any query string'                   => array( 'https://shop.example/search?q=a+very+private+thing', array( 'private' ) ),
			'a query that is no pair'            => array( 'https://shop.example/?zzz111yyy', array( 'zzz111yyy' ) ),
			'a form body'                        => array( 'code=zzz111&state=yyy222&grant=x', array( 'zzz111', 'yyy222' ) ),
			'a password before the host'         => array( 'mysql://shop:hunter2@db.example/shop', array( 'hunter2' ) ),
			'WooCommerce keys'                   => array( 'ck_747caa2ce3ca428d473904e87e4f95780c7beffb and cs_4b72dd474468cf276d193bfb44b12bf15547f4dd', array( '747caa2c', '4b72dd47' ) ),
			'a JWT'                              => array( 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', array( 'eyJzdWIi', 'c2lnbmF0' ) ),
			'a ticket'                           => array( 'ticket v1.eyJwIjoid2NfMSJ9.0123456789abcdefABCDEF', array( 'eyJwIjoi', '0123456789ab' ) ),
			'a state of 43 characters'           => array( 'state was kJ8_vPq2LmN4xRt6YwZ0aBcDeFgHiJkLmNoPqRsTuVw', array( 'kJ8_vPq2' ) ),
			'a SHA-256 in hex'                   => array( 'hash ' . str_repeat( '0a', 32 ), array( '0a0a0a' ) ),
			'JSON'                               => array( '{"accessToken":"short","note":"fine"}', array( 'short' ) ),
			'JSON with an escaped quote'         => array( '{"storeToken":"sh\"ort-rest","note":"fine"}', array( 'ort-rest' ) ),
			'JSON inside JSON'                   => array( '{"body":"{\"ticketSecret\":\"short\"}"}', array( 'short' ) ),
			'a PHP dump'                         => array( "array ( 'access_token' => 'short', )", array( 'short' ) ),
			'JSON that was cut off'              => array( '{"password":"hunter2-and-mo', array( 'hunter2' ) ),
			'an e-mail address'                  => array( 'Mail to jan.kowalski+shop@poczta.example.pl failed', array( 'kowalski', 'poczta' ) ),
			'an IPv4 address'                    => array( 'blocked 203.0.113.7, then 198.51.100.23:443', array( '203.0.113.7', '198.51.100.23' ) ),
			'an IPv6 address'                    => array( 'blocked 2001:db8::7f3a', array( '2001:db8' ) ),
			'a cookie header'                    => array( 'Cookie: wordpress_logged_in_x=admin%7C1', array( 'admin' ) ),
			'Alter\'s header'                    => array( 'x-alter-access-key: 12345', array( '12345' ) ),
		);
	}

	/**
	 * Nothing of a secret is left, and it is said that something was there.
	 *
	 * @dataProvider secrets_in_texts
	 * @param string       $text   What somebody logs.
	 * @param list<string> $hidden What must not be shown.
	 */
	public function test_secrets_are_cut_out_of_texts( string $text, array $hidden ): void {
		$shown = Redaction::text( $text );
		foreach ( $hidden as $secret ) {
			$this->assertStringNotContainsString( $secret, $shown );
		}
		$this->assertMatchesRegularExpression( '/\[(redacted|e-mail|IP address)\]/', $shown );
	}

	/**
	 * What helps to find a fault.
	 *
	 * @return array<string, array{string}>
	 */
	public static function harmless(): array {
		return array(
			'a reason of the contract' => array( 'Refused with store.siteMoved (409): another address.' ),
			'a request id'             => array( 'request 0123456789abcdef01234567' ),
			'a version'                => array( 'WooCommerce 11.0.1, PHP 8.2.36, MariaDB 10.11.6' ),
			'an address without query' => array( 'https://connect.example:8443/v1/bindings' ),
			'this machine'             => array( 'http://127.0.0.1:8080 and ::1' ),
			'product ids'              => array( 'wc_123, wc_123_456' ),
			'a time'                   => array( '2026-11-22 01:02:03 and 01:02:03' ),
			'a class and its method'   => array( 'AlterConnector\Service\Client::call' ),
			'JSON of reasons'          => array( '{"code":"bindings.massArchive","state":"failed","status":409}' ),
			'a question'               => array( 'Does the connector run? Then try again.' ),
			'a long slug'              => array( 'the-very-long-name-of-a-product-in-the-shop-of-2026' ),
		);
	}

	/**
	 * It is shown as it is.
	 *
	 * @dataProvider harmless
	 * @param string $text What somebody logs.
	 */
	public function test_what_is_harmless_stays( string $text ): void {
		$this->assertSame( $text, Redaction::text( $text ) );
	}

	/**
	 * A second line, a terminal's colours and a reversed word stay visible as what they are.
	 */
	public function test_no_character_forges_a_line(): void {
		$shown = Redaction::text( "one\r\n2026-11-22 CRITICAL all is lost\x1b[31m\u{202e}txt.exe\u{200b}\x00" );
		$this->assertDoesNotMatchRegularExpression( '/[\x00-\x1f\x7f]|\x{202e}|\x{200b}/u', $shown );
		$this->assertStringContainsString( '\x1b', $shown );
	}

	/**
	 * Bytes that are no UTF-8 neither vanish with the line nor let a secret through.
	 */
	public function test_broken_bytes_do_not_blind_it(): void {
		$shown = Redaction::text( "caf\xe9 łąka \xff Bearer abcdefgh\xc3" );
		$this->assertSame( 'caf? łąka ? Bearer [redacted]?', $shown );
	}

	/**
	 * A secret that the cut goes through is not shown by halves.
	 */
	public function test_a_long_text_is_cut_without_baring_a_secret(): void {
		$shown = Redaction::text( str_repeat( 'word ', 818 ) . 'alc_' . str_repeat( 'aB3', 2000 ) );
		$this->assertLessThan( 4200, strlen( $shown ) );
		$this->assertStringNotContainsString( 'aB3', $shown );
	}

	/**
	 * Values under telling names go, deep in arrays too; what is counted stays.
	 */
	public function test_nested_values_are_judged_by_their_names(): void {
		$shown = Redaction::value(
			array(
				'headers'  => array( 'X-Alter-Access-Token' => array( 'x', 'y' ) ),
				'billing'  => array( 'first_name' => 'Jan' ),
				'customer' => array( 'note' => 'call me' ),
				'postcode' => 12345,
				'email'    => 'broken@',
				'code'     => 'plugin.tooOld',
				'state'    => 'failed',
				'attempts' => 3,
				'token'    => null,
				'deep'     => array( 'list' => array( array( 'Cookie' => 'a=b' ), 'see https://a.example/?x=1' ) ),
			)
		);
		$this->assertSame(
			array(
				'headers'  => array( 'X-Alter-Access-Token' => '[redacted]' ),
				'billing'  => '[redacted]',
				'customer' => '[redacted]',
				'postcode' => '[redacted]',
				'email'    => '[redacted]',
				'code'     => 'plugin.tooOld',
				'state'    => 'failed',
				'attempts' => 3,
				'token'    => null,
				'deep'     => array( 'list' => array( array( 'Cookie' => '[redacted]' ), 'see https://a.example/?[redacted]' ) ),
			),
			$shown
		);
	}

	/**
	 * A one-time code under the name that reasons have, too.
	 */
	public function test_a_code_that_is_no_reason_goes(): void {
		$shown = Redaction::value(
			array(
				'code'  => 'x7Kq99',
				'state' => 'p0Lm-33',
			)
		);
		$this->assertSame( array( 'code' => '[redacted]', 'state' => '[redacted]' ), $shown ); // phpcs:ignore WordPress.Arrays.ArrayDeclarationSpacing.AssociativeArrayFound -- One look.
	}

	/**
	 * Objects show their class, failures their message; nothing is followed for ever.
	 */
	public function test_objects_and_depths_are_bounded(): void {
		$deep = array();
		$at   = &$deep;
		for ( $i = 0; $i < 50; $i++ ) {
			$at['in'] = array();
			$at       = &$at['in'];
		}
		$shown = Redaction::value(
			array(
				'thing'   => new class() {
					/**
					 * Must not be read.
					 *
					 * @var string
					 */
					public string $note = 'inside';
				},
				'failure' => new \RuntimeException( 'no answer from https://a.example/?token=zzz' ),
				'many'    => range( 1, 1000 ),
				'deep'    => $deep,
			)
		);
		$text  = (string) wp_json_encode( $shown, JSON_UNESCAPED_SLASHES );
		$this->assertStringNotContainsString( 'inside', $text );
		$this->assertStringNotContainsString( 'zzz', $text );
		$this->assertStringContainsString( 'RuntimeException: no answer from https://a.example/?[redacted]', $text );
		$this->assertCount( 100, $shown['many'] );
		$this->assertLessThan( 20, substr_count( $text, '"in"' ) );
	}

	/**
	 * The work that an outsider's text can cause is bounded.
	 */
	public function test_no_text_takes_long(): void {
		$began = microtime( true );
		foreach ( array( 'a', '"a":"', 'a@', '?a=', '1.', ':', '\\"', 'Bearer ', 'https://', 'eyJ', 'aA1', "\xff", '%3F' ) as $piece ) {
			Redaction::text( str_repeat( $piece, 200000 ) );
		}
		$this->assertLessThan( 1.0, microtime( true ) - $began );
	}
}
