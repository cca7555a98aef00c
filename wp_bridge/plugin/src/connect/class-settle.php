<?php
/**
 * What the site keeps when it is connected, and forgets when it is not.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Addresses;
use AlterConnector\Service\Store_Watch;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Standing;

/**
 * The two ends of a connection on this site.
 */
final class Settle {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Connections $connections The connection.
	 * @param Known_Store $known_store What the connector says of it.
	 * @param Site_Print  $site_print  Where the site is.
	 * @param Standing    $standing    How it stands.
	 * @param Store_Watch $store_watch Keeps what the connector says.
	 * @param Addresses   $addresses   Where the connector is.
	 */
	public function __construct(
		private Connections $connections,
		private Known_Store $known_store,
		private Site_Print $site_print,
		private Standing $standing,
		private Store_Watch $store_watch,
		private Addresses $addresses
	) {}

	/**
	 * Keeps what `complete` or `credentials` answered.
	 *
	 * @param array<string, mixed> $answer         The JSON.
	 * @param string               $connect_secret Of the attempt; empty when connected by hand.
	 * @throws \UnexpectedValueException When the answer is no connection.
	 * @throws \RuntimeException         When the database did not keep it.
	 */
	public function connected( array $answer, string $connect_secret ): void {
		$before = $this->connections->fresh();
		if ( '' === $connect_secret && null !== $before && ( $answer['storeId'] ?? '' ) === $before->store_id ) {
			// The connector keeps the secret of a store that reconnects by hand, so this side has to know it still.
			$connect_secret = $before->reveal_connect_secret();
		}
		$connection = Connection::from_answer( $answer, $connect_secret, time() );
		$this->connections->keep( $connection );
		$this->site_print->keep();
		$address = $this->addresses->current();
		if ( null !== $address ) {
			$this->addresses->keep( $address );
		}
		$this->store_watch->learn( is_array( $answer['store'] ?? null ) ? $answer['store'] : array() );
		/**
		 * The site is connected: for the first time, or again.
		 *
		 * @param Connection $connection The new one.
		 */
		do_action( 'alter_connector_connected', $connection );
	}

	/**
	 * Forgets the connection on this site. Tells nobody outside.
	 */
	public function disconnected(): void {
		$this->connections->forget();
		$this->known_store->forget();
		$this->standing->forget();
		$this->site_print->forget();
		$this->addresses->let_go();
		/**
		 * The site is not connected any more.
		 */
		do_action( 'alter_connector_disconnected' );
	}
}
