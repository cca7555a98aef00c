<?php
/**
 * What a site answers when the connector asks who it is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * HMACs that the connector computes alike (its `wp_bridge/protocol.py`; tests/vectors/proof.json is run by both).
 *
 * Keys are the UTF-8 bytes of the secrets' text, never a decoded form.
 */
final class Proof {

	/**
	 * Proves that this site started a connection (contract, "Whose store is it?").
	 *
	 * @param string $connect_secret The secret of the connection that was started.
	 * @param string $challenge      What the connector asked with.
	 * @throws \InvalidArgumentException For an empty secret: anyone could compute its proof.
	 */
	public static function of_address( string $connect_secret, string $challenge ): string {
		return self::keyed_hash( $connect_secret, "proof:{$challenge}" );
	}

	/**
	 * Proves to `POST /v1/store/probe` that its call reached the connected site.
	 *
	 * The key is derived, so that whoever may ask for probes can not have tickets signed.
	 *
	 * @param string $ticket_secret The store's ticket secret.
	 * @param string $challenge     What the connector asked with.
	 * @throws \InvalidArgumentException For an empty secret.
	 */
	public static function of_probe( string $ticket_secret, string $challenge ): string {
		return self::keyed_hash( self::keyed_hash( $ticket_secret, 'probe-key' ), "probe:{$challenge}" );
	}

	/**
	 * The MAC base64url( HMAC-SHA256( secret, message ) ), unpadded (RFC 4648 section 5).
	 *
	 * @param string $secret  The key, as text.
	 * @param string $message What is signed.
	 * @throws \InvalidArgumentException For an empty secret.
	 */
	public static function keyed_hash( string $secret, string $message ): string {
		if ( '' === $secret ) {
			throw new \InvalidArgumentException( 'An empty secret proves nothing.' );
		}
		return self::base64url( hash_hmac( 'sha256', $message, $secret, true ) );
	}

	/**
	 * RFC 4648 section 5 without padding.
	 *
	 * @param string $raw Any bytes.
	 */
	public static function base64url( string $raw ): string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- RFC 4648 is the wire format.
		return rtrim( strtr( base64_encode( $raw ), '+/', '-_' ), '=' );
	}
}
