<?php
/**
 * What is kept of the visitor, in WooCommerce's own session.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The key that this visitor's orders are claimed with, and whether the service failed them lately.
 *
 * Reading makes no session: a page that a cache keeps must not set a cookie.
 */
final class Visitor {

	private const KEY     = 'alter_connector_claim_key';
	private const SILENCE = 'alter_connector_silence';

	/**
	 * How long one silence counts, in seconds.
	 */
	private const LASTS = 10 * MINUTE_IN_SECONDS;

	/**
	 * The key, made when it is first needed. Whoever has it may claim this visitor's orders again: it never leaves the
	 * server, but for the connector, which keeps its hash.
	 */
	public function claim_key(): string {
		$key = self::valid( $this->get( self::KEY ) );
		if ( null === $key ) {
			$key = self::fresh();
			$this->put( self::KEY, $key );
			// Kept before it is used: a request of the same visitor that comes meanwhile must not make another.
			self::save();
		}
		return $key;
	}

	/**
	 * A claim or a session of this visitor came to nothing, because nobody answered or what answered was broken.
	 *
	 * @param int $now Unix seconds.
	 */
	public function met_silence( int $now ): void {
		$this->put( self::SILENCE, $now );
	}

	/**
	 * The service answered this visitor.
	 */
	public function was_answered(): void {
		if ( null !== $this->get( self::SILENCE ) ) {
			$this->put( self::SILENCE, null );
		}
	}

	/**
	 * Whether this visitor met silence in the last ten minutes. Noted here alone, never by the browser's word.
	 *
	 * @param int $now Unix seconds.
	 */
	public function waits( int $now ): bool {
		$met = $this->get( self::SILENCE );
		return is_int( $met ) && $met <= $now && $now - $met < self::LASTS;
	}

	/**
	 * A value of the session.
	 *
	 * @param string $key Its name.
	 */
	private function get( string $key ): mixed {
		$session = self::session();
		return null === $session ? null : $session->get( $key );
	}

	/**
	 * Writes a value, and sees to it that the browser keeps the session.
	 *
	 * @param string $key   Its name.
	 * @param mixed  $value Null takes it away.
	 */
	private function put( string $key, mixed $value ): void {
		$session = self::session();
		if ( null === $session ) {
			return;
		}
		if ( $session instanceof \WC_Session_Handler && ! $session->has_session() && ! headers_sent() ) {
			$session->set_customer_session_cookie( true );
		}
		$session->set( $key, $value );
	}

	/**
	 * Writes the session now and not at the end of the request.
	 */
	private static function save(): void {
		$session = self::session();
		if ( $session instanceof \WC_Session_Handler ) {
			$session->save_data();
		}
	}

	/**
	 * WooCommerce's session; null where it has none (a job, the command line).
	 */
	private static function session(): ?\WC_Session {
		$session = function_exists( 'WC' ) ? WC()->session : null;
		return $session instanceof \WC_Session ? $session : null;
	}

	/**
	 * 32 bytes that nobody guesses. Of one session always the same: requests of one visitor at the same moment would else
	 * each make their own, and all but one would be refused what the first has claimed.
	 */
	private static function fresh(): string {
		$session = self::session();
		$visitor = null === $session ? '' : (string) $session->get_customer_id();
		$bytes   = '' === $visitor ? random_bytes( 32 ) : hash_hmac( 'sha256', get_current_blog_id() . ":{$visitor}", wp_salt( 'auth' ) . self::KEY, true );
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- As text, for JSON.
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
	}

	/**
	 * A key that can be one.
	 *
	 * @param mixed $value Any.
	 */
	private static function valid( mixed $value ): ?string {
		return is_string( $value ) && 1 === preg_match( '/^[A-Za-z0-9_-]{43}$/D', $value ) ? $value : null;
	}
}
