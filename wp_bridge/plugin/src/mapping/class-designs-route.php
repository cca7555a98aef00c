<?php
/**
 * The picker's questions.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * `GET alter/v1/designs`: asks the connector when somebody opens the list or types into it, and only then.
 */
final class Designs_Route {

	private const PAGE    = 20;
	private const SECONDS = 8;

	/**
	 * Of a search, as the connector takes it.
	 */
	public const LONGEST = 200;

	/**
	 * Built once, by the room.
	 *
	 * @param Client        $client      The door to the connector.
	 * @param Connections   $connections Whose token goes along.
	 * @param Local_Designs $designs     Which designs lie in this shop.
	 */
	public function __construct( private Client $client, private Connections $connections, private Local_Designs $designs ) {}

	/**
	 * Opens the route.
	 */
	public function register(): void {
		register_rest_route(
			'alter/v1',
			'/designs',
			array(
				'methods'             => \WP_REST_Server::READABLE,
				'callback'            => array( $this, 'answer' ),
				'permission_callback' => static fn(): bool => current_user_can( 'manage_woocommerce' ),
				'args'                => array(
					'search' => array(
						'type'              => 'string',
						'default'           => '',
						'maxLength'         => self::LONGEST,
						// WordPress looks at the length only if told to, once values are cleaned by a function of ours.
						'validate_callback' => 'rest_validate_request_arg',
						'sanitize_callback' => 'sanitize_text_field',
					),
					'cursor' => array(
						'type'              => 'string',
						'default'           => '',
						'maxLength'         => 1000,
						'validate_callback' => 'rest_validate_request_arg',
						'sanitize_callback' => 'sanitize_text_field',
					),
				),
			)
		);
	}

	/**
	 * Answers.
	 *
	 * @param \WP_REST_Request $request The browser's.
	 */
	public function answer( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return self::sorry( __( 'This shop is not connected to Alter yet. Connect it in the Alter settings first.', 'alter-connector' ), 409 );
		}
		$query = array_filter(
			array(
				'search' => (string) $request['search'],
				'cursor' => (string) $request['cursor'],
			),
			static fn( string $text ): bool => '' !== $text
		);
		try {
			$answer = $this->client->call( $connection, 'GET', '/v1/designs', null, $query + array( 'limit' => self::PAGE ), array(), self::SECONDS );
		} catch ( Unreachable $silence ) {
			return self::sorry( $silence->getMessage(), 503 );
		} catch ( Refused $refusal ) {
			if ( $refusal->status < 500 && 429 !== $refusal->status ) {
				/**
 * This action is documented in src/service/class-sender.php
*/
				do_action( 'alter_connector_refused', $refusal );
			}
			return self::sorry( $refusal->getMessage(), 502 );
		}
		$items    = is_array( $answer->json['items'] ?? null ) ? $answer->json['items'] : array();
		$response = new \WP_REST_Response(
			array(
				'items'  => array_values( array_filter( array_map( fn( $item ) => self::design( $item, $this->local( $item ) ), $items ) ) ),
				'cursor' => is_string( $answer->json['nextCursor'] ?? null ) ? $answer->json['nextCursor'] : null,
				'total'  => is_int( $answer->json['total'] ?? null ) ? $answer->json['total'] : count( $items ),
			)
		);
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}

	/**
	 * The id of a design's files in this shop, if products can be bound to them; null otherwise. Both have to know it: the
	 * connector, which binds, and this shop, which may have removed it.
	 *
	 * @param mixed $item As decoded from JSON.
	 */
	private function local( mixed $item ): ?string {
		$told = is_array( $item ) ? $item['localDesign'] ?? null : null;
		$row  = is_array( $told ) && is_string( $told['localDesignId'] ?? null ) && Local_Design::INSTALLED === ( $told['state'] ?? null )
			? $this->designs->find( $told['localDesignId'] )
			: null;
		return null !== $row && Local_Design::REMOVED !== $row->step ? $row->local_design_id : null;
	}

	/**
	 * A design as the picker shows it; null for something that is none.
	 *
	 * @param mixed       $item  As decoded from JSON.
	 * @param string|null $local The id of its files in this shop.
	 * @return array{id: int, name: string, picture: string|null, types: list<string>, local: string|null}|null
	 */
	public static function design( mixed $item, ?string $local = null ): ?array {
		if ( ! is_array( $item ) || ! is_int( $item['designId'] ?? null ) ) {
			return null;
		}
		$picture = $item['thumbnailUrl'] ?? null;
		$fits    = array_filter( is_array( $item['embeddable'] ?? null ) ? $item['embeddable'] : array(), static fn( $is ): bool => true === $is );
		return array(
			'id'      => $item['designId'],
			'name'    => is_string( $item['name'] ?? null ) ? $item['name'] : '',
			'picture' => is_string( $picture ) && 1 === preg_match( '#^https?://#', $picture ) ? esc_url_raw( $picture ) : null,
			'types'   => array_values( array_filter( array_keys( $fits ), 'is_string' ) ),
			'local'   => $local,
		);
	}

	/**
	 * A refusal that the picker shows.
	 *
	 * @param string $message For people.
	 * @param int    $status  Never 401 or 403: WordPress' own scripts read those as a lost login.
	 */
	private static function sorry( string $message, int $status ): \WP_Error {
		return new \WP_Error( 'alter_connector_designs', $message, array( 'status' => $status ) );
	}
}
