<?php
/**
 * The one list of checks.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Parts;
use AlterConnector\State\Jobs as Queue;
use AlterConnector\State\Order_Events;

/**
 * What Site Health, WooCommerce's status report, the settings tab and `wp alter doctor` all ask.
 */
final class Checklist {

	/**
	 * By their ids, in the order in which they are shown.
	 *
	 * @var array<string, Check>
	 */
	private array $checks = array();

	/**
	 * Built once a request, by whoever shows it.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( Parts $parts ) {
		$pulse  = new Pulse( $parts->client );
		$checks = array(
			new Linked( $parts->connections, $parts->standing ),
			new Site_Address( $parts->standing ),
			new Secure_Site(),
			new Calls_Out( $parts->addresses ),
			new Breaker_Open( $parts->breaker ),
			new Jobs( new Queue() ),
			new Progress( $parts->mirror ),
			new Refusals( $parts->mirror ),
			new Drafted( $parts->storefront, $parts->mirror ),
			new Orders_Told( new Order_Events() ),
			new Local_Files( $parts->local_designs ),
			new Plan( $parts->known_store ),
			new Domains( $parts->connections, $parts->standing, $parts->known_store ),
			new Versions( $parts->known_store, $parts->standing ),
			new Other_Plugins(),
			new Features(),
			new Own_Rest(),
			new Answers( $pulse ),
			new Clock( $pulse ),
			new Token( $parts->connections, $parts->standing, $parts->store_watch ),
			new Approval( $parts->connections, $parts->standing, $parts->client, $parts->store_watch ),
			new Way_Back( $parts->connections, $parts->standing, $parts->client ),
			new Session_Way( $parts->connections, $parts->standing, $parts->ways, $parts->way ),
			new Local_Answers( $parts->local_designs ),
			new Frame_Policy( $parts->live, $parts->known_store, $parts->way, $parts->addresses ),
		);
		foreach ( $checks as $check ) {
			$this->checks[ $check->id() ] = $check;
		}
	}

	/**
	 * All of them.
	 *
	 * @return array<string, Check>
	 */
	public function all(): array {
		return $this->checks;
	}

	/**
	 * Those that call nobody, and may run wherever they are shown.
	 *
	 * @return array<string, Check>
	 */
	public function local(): array {
		return array_filter( $this->checks, static fn( Check $check ): bool => ! $check->is_remote() );
	}

	/**
	 * Those that call somebody, and run only when asked for.
	 *
	 * @return array<string, Check>
	 */
	public function remote(): array {
		return array_filter( $this->checks, static fn( Check $check ): bool => $check->is_remote() );
	}
}
