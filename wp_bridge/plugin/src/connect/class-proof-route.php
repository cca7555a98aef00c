<?php
/**
 * The two routes with which the connector finds out whether this is the site it thinks it is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Protocol\Proof;
use AlterConnector\State\Attempts;
use AlterConnector\State\Connections;

/**
 * `GET alter/v1/proof` and `GET alter/v1/probe`, both `?challenge=`.
 *
 * Open to everybody, because the connector has no account here, and its question is the proof: an answer is an HMAC
 * under a secret that only the connector knows too, over a challenge that it makes anew each time, with a prefix for
 * each route. Whoever else asks gets a number that fits nothing.
 */
final class Proof_Route {

	/**
	 * The code of a site that has no secret to answer with.
	 */
	public const NOTHING = 'alter_connector_not_connected';

	private const NAMESPACE = 'alter/v1';

	/**
	 * Built by the room's hooks.
	 *
	 * @param Attempts    $attempts    For an attempt whose `complete` is on its way.
	 * @param Connections $connections For a connection.
	 */
	public function __construct( private Attempts $attempts, private Connections $connections ) {}

	/**
	 * Registers both.
	 */
	public function register(): void {
		foreach ( array( 'proof', 'probe' ) as $name ) {
			register_rest_route(
				self::NAMESPACE,
				"/{$name}",
				array(
					'methods'             => \WP_REST_Server::READABLE,
					'callback'            => array( $this, $name ),
					// Open on purpose: see the class.
					'permission_callback' => '__return_true',
					'show_in_index'       => false,
					'args'                => array(
						'challenge' => array(
							'required' => true,
							'type'     => 'string',
							'pattern'  => '^[A-Za-z0-9_-]{16,128}$',
						),
					),
				)
			);
		}
	}

	/**
	 * Proves the address: by the attempt whose `complete` is on its way, or else by the connection.
	 *
	 * The attempt comes first, for while the connector asks, its row is deleted and the connection is still the old
	 * one, or none.
	 *
	 * @param \WP_REST_Request $request With `challenge`.
	 */
	public function proof( \WP_REST_Request $request ): \WP_REST_Response {
		$connection = $this->connections->current();
		$secret     = $this->attempts->reveal_secret_under_way( time() ) ?? ( null === $connection ? '' : $connection->reveal_connect_secret() );
		return '' === $secret
			? self::nothing()
			: self::answer( array( 'proof' => Proof::of_address( $secret, (string) $request['challenge'] ) ), 200 );
	}

	/**
	 * Proves that a call reached the connected site.
	 *
	 * @param \WP_REST_Request $request With `challenge`.
	 */
	public function probe( \WP_REST_Request $request ): \WP_REST_Response {
		$connection = $this->connections->current();
		$secret     = null === $connection ? '' : $connection->reveal_ticket_secret();
		return '' === $secret
			? self::nothing()
			: self::answer( array( 'probe' => Proof::of_probe( $secret, (string) $request['challenge'] ) ), 200 );
	}

	/**
	 * There is no secret to answer with.
	 */
	private static function nothing(): \WP_REST_Response {
		return self::answer( array( 'code' => self::NOTHING ), 404 );
	}

	/**
	 * An answer that no cache keeps.
	 *
	 * @param array<string, string> $body   The JSON.
	 * @param int                   $status The status.
	 */
	private static function answer( array $body, int $status ): \WP_REST_Response {
		$response = new \WP_REST_Response( $body, $status );
		$response->header( 'Cache-Control', 'no-store, private, max-age=0' );
		$response->header( 'X-Robots-Tag', 'noindex' );
		return $response;
	}
}
