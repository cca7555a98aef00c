<?php
/**
 * What Alter holds, compared with what the connector sent it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * Has the connector read Alter's own list of bindings now (`POST /v1/sync/reconcile`; it does so every night by itself)
 * and send again what is missing or differs there. Only by a click: it takes as long as Alter's list does.
 */
final class Audit {

	private const SECONDS = 30;

	/**
	 * Built once, by the plugin.
	 *
	 * @param Client      $client      The door.
	 * @param Connections $connections Whose token is used.
	 * @param Standing    $standing    Whether it may be asked.
	 */
	public function __construct( private Client $client, private Connections $connections, private Standing $standing ) {}

	/**
	 * Asks for it.
	 *
	 * @return array{checked: int, repaired: int, unknown: array<mixed>} Bindings that were compared, bindings that go out
	 *                                                                    again, and what Alter holds and the connector
	 *                                                                    does not know.
	 * @throws Refused           When the connector said no; the standing has heard of it.
	 * @throws Unreachable       When it did not answer.
	 * @throws \DomainException When nothing may be asked now.
	 */
	public function run(): array {
		$connection = $this->connections->current();
		if ( null === $connection || ! $this->standing->may_write() ) {
			throw new \DomainException( __( 'The shop has to be connected, and not in safe mode.', 'alter-connector' ) );
		}
		try {
			$answer = $this->client->call( $connection, 'POST', '/v1/sync/reconcile', null, array(), array(), self::SECONDS )->json;
		} catch ( Refused $refusal ) {
			// Documented in src/service/class-store-watch.php.
			do_action( 'alter_connector_refused', $refusal );
			throw $refusal;
		}
		return array(
			'checked'  => (int) ( $answer['checked'] ?? 0 ),
			'repaired' => (int) ( $answer['repaired'] ?? 0 ),
			'unknown'  => is_array( $answer['unknown'] ?? null ) ? $answer['unknown'] : array(),
		);
	}
}
