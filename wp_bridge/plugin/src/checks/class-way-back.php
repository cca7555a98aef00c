<?php
/**
 * Whether the connector reaches this shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Client;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * The other half of the self-test: the connector calls the shop (`POST /v1/store/probe`).
 */
final class Way_Back extends Asking {

	// The connector takes up to 10 s for its call, and this one waits for it.
	private const SECONDS = 20;

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 * @param Client      $client      The door to the connector.
	 */
	public function __construct( Connections $connections, Standing $standing, private Client $client ) {
		parent::__construct( $connections, $standing );
	}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'way_back';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Way back to this shop', 'alter-connector' );
	}

	/**
	 * Has itself called.
	 *
	 * @param Connection $connection The connection.
	 */
	protected function ask( Connection $connection ): Result {
		return self::judge( self::heard( $this->client, $connection, '/v1/store/probe', array(), self::SECONDS ) );
	}

	/**
	 * What the connector found.
	 *
	 * @param array<string, mixed> $answer Of the probe.
	 */
	public static function judge( array $answer ): Result {
		if ( true === ( $answer['reached'] ?? null ) && null === ( $answer['code'] ?? null ) ) {
			/* translators: %s: a number of milliseconds. */
			return Result::good( sprintf( __( 'The connector reached this shop in %s ms.', 'alter-connector' ), number_format_i18n( (int) ( $answer['ms'] ?? 0 ) ) ) );
		}
		$detail = is_string( $answer['problem'] ?? null ) ? $answer['problem'] : '';
		if ( true === ( $answer['reached'] ?? null ) ) {
			return Result::recommended(
				__( 'Something answered at this shop\'s address, and it was not this plugin.', 'alter-connector' ),
				$detail,
				__( 'Let the connector through where a firewall, a password or a maintenance page stands before the shop.', 'alter-connector' )
			);
		}
		return Result::recommended(
			__( 'The connector does not reach this shop.', 'alter-connector' ),
			trim( __( 'Mappings are synced all the same; moving the shop to another address needs it.', 'alter-connector' ) . ' ' . $detail ),
			__( 'Ask your host whether a firewall refuses calls from other servers.', 'alter-connector' )
		);
	}
}
