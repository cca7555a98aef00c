<?php
/**
 * What the connector is asked about local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Gmt;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;
use AlterConnector\State\Standing;

/**
 * The routes of the contract, each answer written into the table. Called by jobs, by commands, and while somebody waits who
 * clicked.
 */
final class Desk {

	/**
	 * The connector looks at the shop for up to 25 s before it answers.
	 */
	private const LOOK_SECONDS = 35;

	/**
	 * Built once, by the room.
	 *
	 * @param Client        $client      The door to the connector.
	 * @param Connections   $connections Whose token goes along.
	 * @param Standing      $standing    Whether anything may be sent.
	 * @param Local_Designs $designs     Where answers are kept.
	 */
	public function __construct(
		private Client $client,
		private Connections $connections,
		private Standing $standing,
		private Local_Designs $designs
	) {}

	/**
	 * Whether there is a connector to ask, and this site is the one that may.
	 */
	public function is_open(): bool {
		return null !== $this->connections->fresh() && $this->standing->may_write();
	}

	/**
	 * Reads all local designs of this store.
	 *
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function refresh(): void {
		$answer = $this->call( 'GET', '/v1/local-designs' );
		if ( ! is_array( $answer['items'] ?? null ) ) {
			throw new Unreachable( Unreachable::STRANGER, __( 'What answered sent no list of designs: something else than the connector.', 'alter-connector' ) );
		}
		$ids = array();
		// The newest first, there and here.
		foreach ( array_reverse( $answer['items'] ) as $item ) {
			$row   = $this->designs->learn( $item, time() );
			$ids[] = null === $row ? '' : $row->local_design_id;
		}
		$this->designs->forget_others( $ids );
	}

	/**
	 * Has a design fetched from Alter, and installed here once it is there.
	 *
	 * @param int $design_id Alter's number.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function request( int $design_id ): ?Local_Design {
		$row = $this->designs->learn( $this->call( 'POST', '/v1/local-designs', array( 'designId' => $design_id ) ), time() );
		if ( null !== $row ) {
			$this->designs->keep(
				$row->id,
				array(
					'step'     => Local_Design::WANTED,
					'problem'  => '',
					'attempts' => 0,
					'next_at'  => Gmt::text( time() ),
				)
			);
		}
		return $row;
	}

	/**
	 * Says where a design lies. The connector looks there before it answers.
	 *
	 * @param Local_Design                          $row     Which.
	 * @param array{manifest: string, base: string} $urls    Where.
	 * @param bool                                  $accepts Whether what lies there now is meant, whatever was delivered.
	 * @throws Refused     When it was not found there as it should be.
	 * @throws Unreachable When the connector did not answer.
	 */
	public function report( Local_Design $row, array $urls, bool $accepts = false ): ?Local_Design {
		$body = array(
			'manifestUrl'  => $urls['manifest'],
			'assetBaseUrl' => $urls['base'],
		) + ( $accepts ? array( 'acceptChanged' => true ) : array() );
		return $this->designs->learn( $this->call( 'POST', "/v1/local-designs/{$row->local_design_id}/installed", $body, self::LOOK_SECONDS ), time() );
	}

	/**
	 * Has the connector look at a manifest in the shop.
	 *
	 * @param array{manifest: string, base: string} $urls Where.
	 * @param string                                $hash What it should be.
	 * @return array<string, mixed> The contract's report.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function verify( array $urls, string $hash ): array {
		$body = array(
			'manifestUrl'  => $urls['manifest'],
			'assetBaseUrl' => $urls['base'],
		) + ( '' === $hash ? array() : array( 'manifestHash' => $hash ) );
		return $this->call( 'POST', '/v1/manifests/verify', $body, self::LOOK_SECONDS );
	}

	/**
	 * One of the store's own addresses more from which files may come, such as that of a network for them.
	 *
	 * @param string       $origin Of this site's uploads.
	 * @param list<string> $known  Those that the connector has.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function admit( string $origin, array $known ): void {
		$this->call( 'PATCH', '/v1/store', array( 'assetOrigins' => array_values( array_unique( array_merge( $known, array( $origin ) ) ) ) ) );
	}

	/**
	 * Whose token goes along.
	 *
	 * @throws Unreachable When this site has none, or may not use it.
	 */
	public function connection(): Connection {
		$connection = $this->connections->fresh();
		if ( null === $connection || ! $this->standing->may_write() ) {
			throw new Unreachable( Unreachable::UNNAMED, __( 'This shop is not connected to Alter, or its connection needs your attention. Look at the Alter settings.', 'alter-connector' ) );
		}
		return $connection;
	}

	/**
	 * A call. What the connector refuses without reason to wait, the standing hears of.
	 *
	 * @param string                    $method  The method.
	 * @param string                    $path    The route.
	 * @param array<string, mixed>|null $body    The JSON.
	 * @param int                       $seconds The longest it may take.
	 * @return array<string, mixed>
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function call( string $method, string $path, ?array $body = null, int $seconds = Client::TOTAL_SECONDS ): array {
		try {
			return $this->client->call( $this->connection(), $method, $path, $body, array(), array(), $seconds )->json;
		} catch ( Refused $refusal ) {
			$this->tell( $refusal );
			throw $refusal;
		}
	}

	/**
	 * Tells of a refusal that says something of the connection.
	 *
	 * @param Refused $refusal What the connector said.
	 */
	public function tell( Refused $refusal ): void {
		if ( ! str_starts_with( $refusal->reason, 'localDesign.' ) && ! str_starts_with( $refusal->reason, 'manifest.' ) && $refusal->status < 500 && 429 !== $refusal->status ) {
			/**
			 * This action is documented in src/service/class-sender.php
			 */
			do_action( 'alter_connector_refused', $refusal );
		}
	}
}
