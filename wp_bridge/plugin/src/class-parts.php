<?php
/**
 * What the plugin is made of.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector;

use AlterConnector\Service\Addresses;
use AlterConnector\Service\Audit;
use AlterConnector\Service\Breaker;
use AlterConnector\Service\Client;
use AlterConnector\Service\Delivery;
use AlterConnector\Service\Http_Gate;
use AlterConnector\Service\Store_Watch;
use AlterConnector\Service\Storefront_Probe;
use AlterConnector\Service\Ways;
use AlterConnector\State\Attempts;
use AlterConnector\State\Backlog;
use AlterConnector\State\Connections;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Differences;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Live;
use AlterConnector\State\Local_Designs;
use AlterConnector\State\Mapped_Storefront;
use AlterConnector\State\Mirror;
use AlterConnector\State\Schema;
use AlterConnector\State\Settings;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Standing;
use AlterConnector\State\Way;

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
	 * Attempts to connect that are under way.
	 *
	 * @var Attempts
	 */
	public Attempts $attempts;

	/**
	 * Where the site was when it connected.
	 *
	 * @var Site_Print
	 */
	public Site_Print $site_print;

	/**
	 * How the site stands with its connector.
	 *
	 * @var Standing
	 */
	public Standing $standing;

	/**
	 * What the connector last said of the store.
	 *
	 * @var Known_Store
	 */
	public Known_Store $known_store;

	/**
	 * What the owner chose.
	 *
	 * @var Settings
	 */
	public Settings $settings;

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
	 * Keeps what the connector says of the store.
	 *
	 * @var Store_Watch
	 */
	public Store_Watch $store_watch;

	/**
	 * What Alter holds, compared with what was sent.
	 *
	 * @var Audit
	 */
	public Audit $audit;

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
	 * Which storefront the mappings were made for.
	 *
	 * @var Mapped_Storefront
	 */
	public Mapped_Storefront $storefront;

	/**
	 * What shoppers can open.
	 *
	 * @var Live
	 */
	public Live $live;

	/**
	 * By which way shoppers' browsers come to a session.
	 *
	 * @var Way
	 */
	public Way $way;

	/**
	 * Finds that way.
	 *
	 * @var Ways
	 */
	public Ways $ways;

	/**
	 * What is on its way to the connector.
	 *
	 * @var Backlog
	 */
	public Backlog $backlog;

	/**
	 * What the nightly comparison found.
	 *
	 * @var Differences
	 */
	public Differences $differences;

	/**
	 * Designs whose files lie in the shop.
	 *
	 * @var Local_Designs
	 */
	public Local_Designs $local_designs;

	/**
	 * Where those files lie.
	 *
	 * @var Design_Folders
	 */
	public Design_Folders $design_folders;

	/**
	 * Builds them. Nothing here reads an option or calls anybody.
	 */
	public function __construct() {
		$this->delivery    = new Delivery( dirname( PLUGIN_FILE ) . '/delivery.php' );
		$this->addresses   = new Addresses( $this->delivery );
		$this->connections = new Connections();
		$this->attempts    = new Attempts();
		$this->site_print  = new Site_Print();
		$this->standing    = new Standing( $this->connections, $this->site_print );
		$this->known_store = new Known_Store();
		$this->settings    = new Settings();
		$this->breaker     = new Breaker();
		$this->gate        = new Http_Gate();
		$this->client      = new Client( $this->addresses, $this->gate, $this->breaker, $this->standing );
		$this->store_watch = new Store_Watch( $this->client, $this->connections, $this->known_store, $this->standing );
		$this->audit       = new Audit( $this->client, $this->connections, $this->standing );
		$this->schema      = new Schema();
		$this->mirror      = new Mirror();
		$this->storefront  = new Mapped_Storefront();
		$this->live        = new Live( $this->standing );
		$this->way         = new Way();
		$this->ways        = new Ways( $this->addresses, $this->connections, $this->known_store, new Storefront_Probe( $this->gate ), $this->way );
		$this->backlog     = new Backlog();
		$this->differences = new Differences( $this->mirror );

		$this->local_designs  = new Local_Designs();
		$this->design_folders = new Design_Folders();
	}
}
