<?php
/**
 * The storefront API, asked as a browser on the shop's page asks it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Connection;
use const AlterConnector\VERSION;

/**
 * Asks for a session of a product that there is not: the connector first looks whose page asks, so that its answer
 * tells whether the shop's pages may ask, and no session is spent.
 */
final class Storefront_Probe {

	private const SECONDS         = 6;
	private const CONNECT_SECONDS = 4;
	private const LARGEST_ANSWER  = 16 * 1024;

	/**
	 * Built where it is needed.
	 *
	 * @param Http_Gate $gate Lets the call past WordPress' guard.
	 */
	public function __construct( private Http_Gate $gate ) {}

	/**
	 * What a browser would see.
	 *
	 * @param Address    $address    The connector's.
	 * @param Connection $connection Whose storefront is asked.
	 * @param string     $origin     The shop's pages'.
	 * @param string     $nothing    An external id that no product has.
	 * @return array{status: int, code: string, readable: bool, problem: string} Status 0: nobody answered.
	 */
	public function ask( Address $address, Connection $connection, string $origin, string $nothing ): array {
		$url = $address->url( '/storefront/v1/' . rawurlencode( $connection->storefront_key ) . '/session' );
		$got = $this->gate->through( $address, static fn() => wp_safe_remote_request( $url, self::arguments( $origin, $nothing ) ), self::CONNECT_SECONDS );
		if ( is_wp_error( $got ) ) {
			return array(
				'status'   => 0,
				'code'     => '',
				'readable' => false,
				'problem'  => $got->get_error_message(),
			);
		}
		$json = json_decode( wp_remote_retrieve_body( $got ), true );
		return array(
			'status'   => (int) wp_remote_retrieve_response_code( $got ),
			'code'     => is_array( $json ) && is_string( $json['code'] ?? null ) ? $json['code'] : '',
			'readable' => in_array( wp_remote_retrieve_header( $got, 'access-control-allow-origin' ), array( $origin, '*' ), true ),
			'problem'  => '',
		);
	}

	/**
	 * Arguments for WordPress' HTTP API.
	 *
	 * @param string $origin  The shop's pages'.
	 * @param string $nothing An external id that no product has.
	 * @return array<string, mixed>
	 */
	private static function arguments( string $origin, string $nothing ): array {
		return array(
			'method'              => 'POST',
			'timeout'             => self::SECONDS,
			'redirection'         => 0,
			'sslverify'           => true,
			'limit_response_size' => self::LARGEST_ANSWER,
			'user-agent'          => 'AlterConnector/' . VERSION,
			'headers'             => array(
				'Accept'       => 'application/json',
				'Content-Type' => 'application/json',
				'Origin'       => $origin,
			),
			'body'                => (string) wp_json_encode(
				array(
					'externalProductId' => $nothing,
					'runtimeType'       => 'viewer',
				)
			),
		);
	}
}
