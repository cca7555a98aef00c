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
use AlterConnector\State\Mirror;
use AlterConnector\State\Schema;

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
	 * The door to the connector.
	 *
	 * @var Client
	 */
	public Client $client;

	/**
	 * The plugin's own tables.
	 *
	 * @var Schema
	 */
	public Schema $schema;

	/**
	 * What the shop wants of its bindings, and how far that came.
	 *
	 * @var Mirror
	 */
	public Mirror $mirror;

	/**
	 * Builds them. Nothing here reads an option or calls anybody.
	 */
	public function __construct() {
		$this->delivery    = new Delivery( dirname( PLUGIN_FILE ) . '/delivery.php' );
		$this->addresses   = new Addresses( $this->delivery );
		$this->connections = new Connections();
		$this->breaker     = new Breaker();
		$this->client      = new Client( $this->addresses, new Http_Gate(), $this->breaker );
		$this->schema      = new Schema();
		$this->mirror      = new Mirror();
	}
}
