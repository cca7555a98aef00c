<?php
/**
 * Routes that run a check and tell of all of them.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Service\Breaker;

/**
 * `GET alter/v1/checks/<id>`, for Site Health and for the button on the settings tab, and `GET alter/v1/report`, which
 * tells what that button brought.
 */
final class Routes {

	/**
	 * Built by the room.
	 *
	 * @param Checklist $checklist The checks.
	 * @param Findings  $findings  Runs them.
	 * @param Report    $report    The text to copy.
	 * @param Breaker   $breaker   A person who asks does not wait for a pause.
	 */
	public function __construct( private Checklist $checklist, private Findings $findings, private Report $report, private Breaker $breaker ) {}

	/**
	 * Hooks them in.
	 */
	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'routes' ) );
	}

	/**
	 * Registers them.
	 */
	public function routes(): void {
		register_rest_route(
			'alter/v1',
			'/checks/(?P<id>[a-z_]{1,40})',
			array(
				'methods'             => \WP_REST_Server::READABLE,
				'callback'            => array( $this, 'run' ),
				'permission_callback' => array( self::class, 'is_allowed' ),
				'args'                => array(
					'id' => array(
						'type'     => 'string',
						'required' => true,
						'enum'     => array_keys( $this->checklist->all() ),
					),
					'as' => array(
						'type'    => 'string',
						'enum'    => array( 'result', 'site-health' ),
						'default' => 'result',
					),
				),
			)
		);
		register_rest_route(
			'alter/v1',
			'/report',
			array(
				'methods'             => \WP_REST_Server::READABLE,
				'callback'            => fn(): \WP_REST_Response => self::answer( array( 'text' => $this->report->text() ) ),
				'permission_callback' => array( self::class, 'is_allowed' ),
			)
		);
	}

	/**
	 * Who may know how the shop is.
	 */
	public static function is_allowed(): bool {
		return current_user_can( 'manage_woocommerce' );
	}

	/**
	 * Runs a check.
	 *
	 * @param \WP_REST_Request $request Whose `id` WordPress compared with the list.
	 */
	public function run( \WP_REST_Request $request ): \WP_REST_Response {
		$check = $this->checklist->all()[ (string) $request['id'] ];
		if ( 'site-health' === $request['as'] ) {
			return self::answer( Site_Health::shown( $check, $this->findings->run( $check ) ) );
		}
		if ( $check->is_remote() ) {
			$this->breaker->reset();
		}
		$result = $this->findings->run( $check );
		return self::answer( array( 'html' => Result_Cells::html( $check, $result, time() ) ) + $result->to_row() );
	}

	/**
	 * An answer that nobody keeps.
	 *
	 * @param array<string, mixed> $data The answer.
	 */
	private static function answer( array $data ): \WP_REST_Response {
		$answer = new \WP_REST_Response( $data );
		$answer->header( 'Cache-Control', 'no-store' );
		return $answer;
	}
}
