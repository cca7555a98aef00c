<?php
/**
 * What secrets look like.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

/**
 * Cuts out of a text what is a secret, or names a shopper, by its shape alone. No WordPress.
 *
 * Outsiders choose the texts, so each pattern is linear: bounded, or unable to start inside its own run.
 */
final class Shapes {

	private const R = Redaction::REDACTED;

	private const NAMES_IN_BODIES = 'access_?key|access_?token|client_secret|code|code_?verifier|connect_?secret|consumer_key|consumer_secret|enrolment|fingerprint|id_token|nonce|_wpnonce|password|proof|pwd|refresh_token|secret|session_?token|signature|state|ticket|token|verifier';

	/**
	 * The text without them.
	 *
	 * @param string $text Valid UTF-8.
	 */
	public static function hide( string $text ): string {
		foreach ( self::patterns() as $pattern => $shown ) {
			// A pattern that gives up (a limit of PCRE's) must not let the text through.
			$text = preg_replace( $pattern, $shown, $text ) ?? self::R;
		}
		return self::without_addresses( $text );
	}

	/**
	 * From pattern to replacement, in this order.
	 *
	 * @return array<string, string>
	 */
	private static function patterns(): array {
		return array(
			// Header lines, whole.
			'/\b((?:proxy-)?authorization|(?:set-)?cookie|x-alter-access-(?:key|token)|x-connector-enrolment|x-wp-nonce)(["\']?\s*(?::|=>)\s*["\']?)[^\r\n"\']+/i' => '$1$2' . self::R,
			'/\b(bearer|basic)\s+[A-Za-z0-9._~+\/=-]{6,}/i' => '$1 ' . self::R,
			// Names and passwords before the host.
			'#(?<=://)[^\s/@"\'<>]{1,512}@#'            => self::R . '@',
			// Query and fragment of an address, whole: what is in them today says nothing about tomorrow.
			'#(https?://[^\s"\'<>?\#]{1,2048})[?\#][^\s"\'<>]+#i' => '$1?' . self::R,
			'/(?<=[\w\/)])\?(?=[\w.%~\[\]-]{1,80}=)[^\s"\'<>]+/' => '?' . self::R,
			'/%3F[^\s"\'<>&]+/i'                        => '%3F' . self::R,
			// The same of a form's body.
			'/(?<![\w-])((?:' . self::NAMES_IN_BODIES . ')=)[^&\s"\'<>]+/i' => '$1' . self::R,
			// Ours: store tokens, connect and ticket secrets, enrolment codes; Alter's keys, tokens and handoff codes.
			'/\b(?:alc|acs|ats|aec)_[A-Za-z0-9_-]{6,}/' => self::R,
			'/\b(?:ak|at|hc)_[A-Za-z0-9_-]{12,}/'       => self::R,
			// WooCommerce's REST keys.
			'/\b(?:ck|cs)_[0-9a-f]{16,}/'               => self::R,
			'/(?<![\w-])eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/' => self::R,
			// Tickets.
			'/\bv1\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/' => self::R,
			'/(?<![0-9A-Za-z])[0-9a-f]{32,}(?![0-9A-Za-z])/i' => self::R,
			// States, verifiers, keys of any maker: long, and of all three kinds of character.
			'/(?<![A-Za-z0-9_-])(?=[A-Za-z_-]{0,40}\d)(?=[A-Z0-9_-]{0,40}[a-z])(?=[a-z0-9_-]{0,40}[A-Z])[A-Za-z0-9_-]{32,}+/' => self::R,
			'/[A-Za-z0-9.!\#$%&\'*+\/=?^_`{|}~-]{1,64}+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/' => '[e-mail]',
		);
	}

	/**
	 * The text without IP addresses, but for this machine's own, which name nobody. One in a URL is a server's.
	 *
	 * @param string $text Valid UTF-8.
	 */
	private static function without_addresses( string $text ): string {
		$candidates = '#(?<![\w.:/@\[])(?:\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\d{0,3}(?:\.\d{1,3}){3})?(?![\w:]|\.\d))#i';
		return preg_replace_callback(
			$candidates,
			static function ( array $found ): string {
				$is_own = '::1' === $found[0] || str_starts_with( $found[0], '127.' );
				return $is_own || false === filter_var( $found[0], FILTER_VALIDATE_IP ) ? $found[0] : '[IP address]';
			},
			$text
		) ?? self::R;
	}
}
