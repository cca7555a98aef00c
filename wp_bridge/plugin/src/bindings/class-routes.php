<?php
/**
 * What the screen's script asks the shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror;

/**
 * `POST alter/v1/bindings/act` does what was clicked; `GET alter/v1/bindings/progress` reads the mirror.
 */
final class Routes {

	private const NAMESPACE = 'alter/v1';

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror   $mirror   The rows.
	 * @param Acts     $acts     Does what was clicked.
	 * @param Progress $progress How far all came.
	 * @param Plan     $plan     What the plan allows.
	 */
	public function __construct( private Mirror $mirror, private Acts $acts, private Progress $progress, private Plan $plan ) {}

	/**
	 * Opens the routes.
	 */
	public function register(): void {
		$rows = array(
			'type'    => 'array',
			'items'   => array( 'type' => 'integer' ),
			'default' => array(),
		);
		register_rest_route(
			self::NAMESPACE,
			'/bindings/act',
			array(
				'methods'             => \WP_REST_Server::CREATABLE,
				'callback'            => array( $this, 'act' ),
				'permission_callback' => array( self::class, 'may' ),
				'args'                => array(
					'do'    => array(
						'type'     => 'string',
						'enum'     => Acts::VERBS,
						'required' => true,
					),
					'rows'  => $rows + array( 'maxItems' => 500 ),
					'shown' => $rows + array( 'maxItems' => 500 ),
				),
			)
		);
		register_rest_route(
			self::NAMESPACE,
			'/bindings/progress',
			array(
				'methods'             => \WP_REST_Server::READABLE,
				'callback'            => array( $this, 'progress' ),
				'permission_callback' => array( self::class, 'may' ),
				'args'                => array(
					'shown'   => $rows + array( 'maxItems' => 500 ),
					'pressed' => array(
						'type'    => 'boolean',
						'default' => false,
					),
				),
			)
		);
	}

	/**
	 * Who may. WordPress checks the nonce of the cookie.
	 */
	public static function may(): bool {
		return current_user_can( 'manage_woocommerce' );
	}

	/**
	 * Does what was clicked.
	 *
	 * @param \WP_REST_Request $request The browser's.
	 */
	public function act( \WP_REST_Request $request ): \WP_REST_Response {
		$verb = (string) $request['do'];
		$done = $this->acts->act( $verb, array_map( 'intval', (array) $request['rows'] ) );
		return $this->told( $request, array( 'message' => Acts::sentence( $verb, count( $done ) ) ) );
	}

	/**
	 * Tells how far it came. After a click on this very page the job is brought forward from here too, a batch at most
	 * every few seconds: many a shop's WP-Cron sleeps while its owner looks on.
	 *
	 * @param \WP_REST_Request $request The browser's.
	 */
	public function progress( \WP_REST_Request $request ): \WP_REST_Response {
		if ( true === $request['pressed'] ) {
			/**
			 * The owner pressed something a moment ago and looks on. Whoever sends may do a little of it now.
			 */
			do_action( 'alter_connector_hurried' );
		}
		return $this->told( $request, array() );
	}

	/**
	 * The shown rows as they are now, and how far all came.
	 *
	 * @param \WP_REST_Request     $request The browser's.
	 * @param array<string, mixed> $more    More to tell.
	 */
	private function told( \WP_REST_Request $request, array $more ): \WP_REST_Response {
		$ids  = array_map( 'intval', (array) $request['shown'] );
		$rows = $this->mirror->by_ids( $ids );
		Cells::prepare( $rows );
		$told     = array(
			'progress' => $this->progress->now(),
			'plan'     => $this->plan->html(),
			'rows'     => array_map(
				static fn( Binding_Row $row ): array => array(
					'id'    => $row->id,
					'cells' => Cells::all( $row ),
				),
				array_values( $rows )
			),
			'gone'     => array_values( array_diff( $ids, array_keys( $rows ) ) ),
		);
		$response = new \WP_REST_Response( $told + $more );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}
}
