<?php
/**
 * Fetches pictures from the connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * A picture's address is signed by the connector and needs no token. Only the connector itself is called, at the address
 * that this site knows: the picture's own may be the public one of a connector that the site reaches inside.
 */
final class Pictures {

	public const LARGEST = 4 * MB_IN_BYTES;

	private const SECONDS = 10;

	/**
	 * The path of a picture at the connector.
	 */
	private const PATH = '~/storefront/v1/[A-Za-z0-9_-]{1,100}/thumbnails/[A-Za-z0-9_.\~-]{1,1500}$~D';

	/**
	 * Built by the room that needs it.
	 *
	 * @param Addresses $addresses Where the connector is.
	 * @param Http_Gate $gate      Lets the call past WordPress' guard.
	 */
	public function __construct( private Addresses $addresses, private Http_Gate $gate ) {}

	/**
	 * The path of a picture, if it is one of a connector's; null for anything else.
	 *
	 * @param string|null $url As somebody gave it.
	 */
	public static function path( ?string $url ): ?string {
		$path = (string) wp_parse_url( (string) $url, PHP_URL_PATH );
		return 1 === preg_match( self::PATH, $path, $found ) ? $found[0] : null;
	}

	/**
	 * The bytes; null when there is no such picture (any more).
	 *
	 * @param string $path Of `path`.
	 * @throws Unreachable When the connector did not answer, or could not ask Alter.
	 */
	public function fetch( string $path ): ?string {
		try {
			$address = $this->addresses->current();
		} catch ( \DomainException $bad ) {
			throw new Unreachable( Unreachable::UNNAMED, $bad->getMessage() );
		}
		if ( null === $address ) {
			return null;
		}
		$url  = $address->url( $path );
		$asks = array(
			'timeout'             => self::SECONDS,
			'redirection'         => 0,
			'sslverify'           => true,
			'limit_response_size' => self::LARGEST + 1,
			'headers'             => array( 'Accept' => 'image/png, image/jpeg, image/webp, image/gif' ),
		);
		$got  = $this->gate->through( $address, static fn() => wp_safe_remote_get( $url, $asks ) );
		if ( is_wp_error( $got ) ) {
			throw new Unreachable( Unreachable::FAILED, Silence::words( $got->get_error_message() ) );
		}
		$status = (int) wp_remote_retrieve_response_code( $got );
		if ( 429 === $status || $status >= 500 ) {
			$seconds = wp_remote_retrieve_header( $got, 'retry-after' );
			throw new Unreachable( Unreachable::FAILED, __( 'The connector has no picture at this moment.', 'alter-connector' ), is_numeric( $seconds ) ? (int) $seconds : null );
		}
		$bytes = wp_remote_retrieve_body( $got );
		return 200 === $status && '' !== $bytes && strlen( $bytes ) <= self::LARGEST ? $bytes : null;
	}
}
