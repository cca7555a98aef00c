<?php
/**
 * Which names hold what nobody else may read.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

/**
 * Judges a key by its words, in snake, camel, kebab or header case: `token`, `accessToken` and `X-Alter-Access-Token`
 * hold a secret, `token_id` and `status_code` speak about something. No WordPress.
 */
final class Secret_Names {

	private const SECRET = array( 'authorization', 'auth', 'bearer', 'challenge', 'cookie', 'cookies', 'credential', 'credentials', 'fingerprint', 'jwt', 'nonce', 'pass', 'passphrase', 'passwd', 'password', 'passwords', 'proof', 'pwd', 'salt', 'secret', 'secrets', 'signature', 'ticket', 'tickets', 'token', 'tokens', 'verifier' );

	// What names a person: shoppers never agreed to be in a shop's log.
	private const PERSONAL = array( 'address', 'billing', 'city', 'company', 'customer', 'email', 'emails', 'ip', 'mail', 'phone', 'postcode', 'shipping', 'street', 'surname', 'username', 'zip' );

	private const NAMES_OF_PEOPLE = array( 'first', 'last', 'full', 'user', 'display', 'nick' );

	private const ABOUT = array( 'age', 'at', 'checked', 'count', 'expires', 'expiry', 'file', 'id', 'ids', 'kind', 'length', 'method', 'mode', 'path', 'reason', 'required', 'scope', 'scopes', 'status', 'type', 'until', 'valid' );

	private const HARMLESS_CODES = array( 'country', 'currency', 'error', 'exit', 'http', 'language', 'locale', 'reason', 'response', 'status', 'upstream' );

	private const SECRET_KEYS = array( 'access', 'api', 'cart', 'claim', 'consumer', 'encryption', 'master', 'private', 'probe', 'secure', 'signing' );

	// What a reason, a country or a state of ours looks like: words without digits. A one-time code has some.
	private const WORDS = '/^[A-Za-z]{1,40}(?:[._-][A-Za-z]{1,40}){0,4}$/';

	/**
	 * Whether a text is to be hidden because of the name it stands under.
	 *
	 * `code` and `state` are two things each: a reason that is worth seeing, and half of a handoff.
	 *
	 * @param string $name  A key.
	 * @param string $value What stands there.
	 */
	public static function hides( string $name, string $value ): bool {
		if ( in_array( strtolower( $name ), array( 'code', 'state' ), true ) ) {
			return strlen( $value ) > 3 && 1 !== preg_match( self::WORDS, $value );
		}
		return self::holds( $name );
	}

	/**
	 * Whether what stands under this name is to be hidden, whatever it is.
	 *
	 * @param string $name A key.
	 */
	public static function holds( string $name ): bool {
		$words = self::words( $name );
		$last  = end( $words );
		if ( false === $last ) {
			return false;
		}
		$before = count( $words ) > 1 ? $words[ count( $words ) - 2 ] : '';
		if ( 'name' === $last ) {
			return in_array( $before, self::NAMES_OF_PEOPLE, true );
		}
		if ( in_array( $last, self::ABOUT, true ) ) {
			return false;
		}
		if ( in_array( $last, array( 'code', 'codes' ), true ) ) {
			return '' !== $before && ! in_array( $before, self::HARMLESS_CODES, true );
		}
		if ( in_array( $last, array( 'key', 'keys' ), true ) && in_array( $before, self::SECRET_KEYS, true ) ) {
			return true;
		}
		return array() !== array_intersect( $words, self::SECRET ) || array() !== array_intersect( $words, self::PERSONAL );
	}

	/**
	 * The words of a name, in lower case.
	 *
	 * @param string $name A key.
	 * @return list<string>
	 */
	private static function words( string $name ): array {
		preg_match_all( '/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/', $name, $found );
		return array_map( 'strtolower', $found[0] );
	}
}
