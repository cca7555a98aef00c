<?php
/**
 * What the plugin is made of.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector;

use AlterConnector\Service\Addresses;
use AlterConnector\Service\Breaker;
use AlterConnector\Service\Client;
use AlterConnector\Service\Delivery;
use AlterConnector\Service\Http_Gate;
use AlterConnector\State\Connections;

/**
 * The composition root: builds what the rooms share, once a request, and nothing else does.
 */
final class Parts {

	/**
	 * What the zip brought.
	 *
	 * @var Delivery
	 */
	public Delivery $delivery;

	/**
	 * Where the connector is.
	 *
	 * @var Addresses
	 */
	public Addresses $addresses;

	/**
	 * The connection of this site.
	 *
	 * @var Connections
	 */
	public Connections $connections;

	/**
	 * Whether the connector answers.
	 *
	 * @var Breaker
	 */
	public Breaker $breaker;

	/**
	 * Lets calls to the connector past WordPress' guard.
	 *
	 * @var Http_Gate
	 */
	public Http_Gate $gate;

	/**
	 * The door to the connector.
	 *
	 * @var Client
	 */
	public Client $client;

	/**
	 * Builds them. Nothing here reads an option or calls anybody.
	 */
	public function __construct() {
		$this->delivery    = new Delivery( dirname( PLUGIN_FILE ) . '/delivery.php' );
		$this->addresses   = new Addresses( $this->delivery );
		$this->connections = new Connections();
		$this->breaker     = new Breaker();
		$this->gate        = new Http_Gate();
		$this->client      = new Client( $this->addresses, $this->gate, $this->breaker );
	}
}
