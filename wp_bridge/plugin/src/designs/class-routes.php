<?php
/**
 * What the screen's script asks the shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * `POST alter/v1/local-designs/act` does what was clicked; `GET alter/v1/local-designs/progress` reads the table.
 */
final class Routes {

	private const SPACE = 'alter/v1';

	/**
	 * What a look may do of the job's work, in seconds.
	 */
	private const HURRY = 4;

	/**
	 * Built once, by the room.
	 *
	 * @param Screen  $screen  Does what was clicked.
	 * @param Listing $listing The list.
	 * @param Job     $job     Brought forward while somebody looks on who clicked.
	 */
	public function __construct( private Screen $screen, private Listing $listing, private Job $job ) {}

	/**
	 * Opens the routes.
	 */
	public function register(): void {
		register_rest_route(
			self::SPACE,
			'/local-designs/act',
			array(
				'methods'             => \WP_REST_Server::CREATABLE,
				'callback'            => array( $this, 'act' ),
				'permission_callback' => array( self::class, 'may' ),
				'args'                => array(
					'do'     => array(
						'type'     => 'string',
						'enum'     => array_merge( Acts::VERBS, array( Screen::IMPORT, 'refresh' ) ),
						'required' => true,
					),
					'row'    => array(
						'type'    => 'integer',
						'minimum' => 0,
						'default' => 0,
					),
					'design' => array(
						'type'      => 'string',
						'maxLength' => 20,
						'default'   => '',
					),
				),
			)
		);
		register_rest_route(
			self::SPACE,
			'/local-designs/progress',
			array(
				'methods'             => \WP_REST_Server::READABLE,
				'callback'            => array( $this, 'progress' ),
				'permission_callback' => array( self::class, 'may' ),
				'args'                => array(
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
	public function act( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		try {
			$message = $this->screen->done( (string) $request['do'], (int) $request['row'], (string) $request['design'] );
		} catch ( Refused $refusal ) {
			// Never 401 or 403: WordPress' own scripts read those as a lost login.
			return new \WP_Error( 'alter_connector_designs', Words::sentence( $refusal->reason, $refusal->getMessage() ), array( 'status' => 502 ) );
		} catch ( Unreachable $silence ) {
			return new \WP_Error( 'alter_connector_designs', $silence->getMessage(), array( 'status' => 503 ) );
		}
		return $this->told( array( 'message' => $message ) );
	}

	/**
	 * Tells how far it came. After a click on this very page the job is brought forward from here too: many a shop's WP-Cron
	 * sleeps while its owner looks on.
	 *
	 * @param \WP_REST_Request $request The browser's.
	 */
	public function progress( \WP_REST_Request $request ): \WP_REST_Response {
		if ( true === $request['pressed'] ) {
			$this->job->run( self::HURRY );
		}
		return $this->told( array() );
	}

	/**
	 * The list as it is now.
	 *
	 * @param array<string, string> $more More to tell.
	 */
	private function told( array $more ): \WP_REST_Response {
		$response = new \WP_REST_Response(
			$more + array(
				'html' => $this->listing->html(),
				'open' => $this->listing->open(),
			)
		);
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}
}
