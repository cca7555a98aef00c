<?php
/**
 * What a site does that finds itself elsewhere.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Breaker;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Store_Watch;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Site_Print;

/**
 * Two of the owner's three choices. The third, "this is a copy", is `Leave::forget`.
 */
final class Safe_Mode {

	private const OPTION = 'alter_connector_stays_safe';

	/**
	 * Built by the room's hooks.
	 *
	 * @param Client      $client      The door.
	 * @param Breaker     $breaker     Told to let the click through.
	 * @param Connections $connections The connection.
	 * @param Site_Print  $site_print  Where the site is.
	 * @param Store_Watch $store_watch Keeps what the connector says.
	 */
	public function __construct(
		private Client $client,
		private Breaker $breaker,
		private Connections $connections,
		private Site_Print $site_print,
		private Store_Watch $store_watch
	) {}

	/**
	 * This is the new address. The connector asks the site for a fresh proof before it believes that, so a copy that
	 * nobody can reach from outside takes nothing over.
	 *
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function move(): Outcome {
		$connection = $this->connections->fresh();
		if ( null === $connection ) {
			return new Outcome( 'auth.invalidToken' );
		}
		$this->breaker->reset();
		$store = $this->client->call( $connection, 'POST', '/v1/store/move', array( 'storeUrl' => Site_Print::home() ) )->json;
		$this->site_print->keep();
		$this->connections->keep( $connection->with_store_url( is_string( $store['storeUrl'] ?? null ) ? $store['storeUrl'] : Site_Print::home() ) );
		$this->store_watch->learn( $store );
		delete_option( self::OPTION );
		return new Outcome( 'done.moved' );
	}

	/**
	 * Stay safe: the question is not asked on other pages, until the site is elsewhere again.
	 */
	public function stay(): Outcome {
		update_option( self::OPTION, $this->site_print->seen(), false );
		return new Outcome( 'done.stayed' );
	}

	/**
	 * Whether the owner has chosen to stay safe here.
	 */
	public function stays(): bool {
		$kept = get_option( self::OPTION );
		return is_string( $kept ) && hash_equals( $this->site_print->seen(), $kept );
	}
}
