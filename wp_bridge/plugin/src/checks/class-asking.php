<?php
/**
 * A question that the connector answers.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Client;
use AlterConnector\Service\Delivery;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * When nobody is asked, and what a call that came to nothing means.
 */
abstract class Asking extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 */
	public function __construct( private Connections $connections, private Standing $standing ) {}

	/**
	 * It calls the connector.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Asks, where there is somebody to ask.
	 */
	public function run(): Result {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return Result::recommended( __( 'Not asked: this shop is not connected.', 'alter-connector' ) );
		}
		if ( $this->standing->is_elsewhere() ) {
			return Result::recommended( __( 'Not asked: the shop is in safe mode.', 'alter-connector' ) );
		}
		try {
			return $this->ask( $connection );
		} catch ( Refused | Unreachable $failure ) {
			return self::failed( $failure );
		}
	}

	/**
	 * The question itself.
	 *
	 * @param Connection $connection The connection.
	 * @throws Refused     When the connector said no; the standing has heard of it.
	 * @throws Unreachable When it did not answer.
	 */
	abstract protected function ask( Connection $connection ): Result;

	/**
	 * A call whose refusal the standing hears of.
	 *
	 * @param Client                    $client     The door to the connector.
	 * @param Connection                $connection Whose token goes along.
	 * @param string                    $path       A route that takes POST.
	 * @param array<string, mixed>|null $body       What is sent.
	 * @param int                       $seconds    The longest it may take.
	 * @return array<string, mixed> The answer's JSON.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	protected static function heard( Client $client, Connection $connection, string $path, ?array $body = null, int $seconds = Client::TOTAL_SECONDS ): array {
		try {
			return $client->call( $connection, 'POST', $path, $body, array(), array(), $seconds )->json;
		} catch ( Refused $refusal ) {
			// Documented in src/service/class-store-watch.php.
			do_action( 'alter_connector_refused', $refusal );
			throw $refusal;
		}
	}

	/**
	 * What a call that came to nothing means.
	 *
	 * @param Refused|Unreachable $failure What came of it.
	 */
	private static function failed( Refused|Unreachable $failure ): Result {
		if ( $failure instanceof Unreachable ) {
			return Result::recommended( __( 'The connector was not reached, so it could not be asked.', 'alter-connector' ), $failure->getMessage() );
		}
		$link = admin_url( 'admin.php?page=wc-settings&tab=alter' );
		switch ( $failure->reason ) {
			case 'auth.invalidToken':
				return Result::critical( __( 'The connector does not know this shop\'s token.', 'alter-connector' ), '', __( 'Connect again in WooCommerce > Settings > Alter.', 'alter-connector' ), $link );
			case 'store.needsReconnect':
				return Result::critical( __( 'Alter does not accept this shop\'s credential any more.', 'alter-connector' ), '', __( 'Connect again in WooCommerce > Settings > Alter.', 'alter-connector' ), $link );
			case 'store.siteMoved':
				return Result::critical( __( 'The connector knows this shop at another address.', 'alter-connector' ), '', __( 'Say in WooCommerce > Settings > Alter whether the shop moved or this is a copy.', 'alter-connector' ), $link );
			case 'plugin.tooOld':
				return Result::critical( __( 'The connector does not speak with this version of the plugin any more.', 'alter-connector' ), '', __( 'Update the plugin.', 'alter-connector' ), Delivery::updates_url() );
		}
		if ( $failure->status >= 500 || 429 === $failure->status ) {
			return Result::recommended( __( 'The connector could not say just now.', 'alter-connector' ), $failure->getMessage(), __( 'Try again in a few minutes.', 'alter-connector' ) );
		}
		return Result::critical( __( 'The connector refused the question.', 'alter-connector' ), $failure->getMessage() );
	}
}
