<?php
/**
 * What the connect room can do.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Parts;
use AlterConnector\State\Attempts;

/**
 * The flows, each built once from the plugin's parts.
 */
final class Flows {

	/**
	 * To Alter.
	 *
	 * @var Start
	 */
	public Start $start;

	/**
	 * Back from Alter.
	 *
	 * @var Finish
	 */
	public Finish $finish;

	/**
	 * With credentials made by hand.
	 *
	 * @var By_Hand
	 */
	public By_Hand $by_hand;

	/**
	 * Disconnect.
	 *
	 * @var Leave
	 */
	public Leave $leave;

	/**
	 * A site that finds itself elsewhere.
	 *
	 * @var Safe_Mode
	 */
	public Safe_Mode $safe_mode;

	/**
	 * Self-test and new token.
	 *
	 * @var Upkeep
	 */
	public Upkeep $upkeep;

	/**
	 * What the requirements are judged by.
	 *
	 * @var Site_Facts
	 */
	public Site_Facts $site_facts;

	/**
	 * Steps after connecting.
	 *
	 * @var Checklist
	 */
	public Checklist $checklist;

	/**
	 * What the tab tells.
	 *
	 * @var Outcomes
	 */
	public Outcomes $tab_outcomes;

	/**
	 * What the return page tells.
	 *
	 * @var Outcomes
	 */
	public Outcomes $return_outcomes;

	/**
	 * Attempts that are under way.
	 *
	 * @var Attempts
	 */
	private Attempts $attempts;

	/**
	 * Builds them. Nothing here reads an option or calls anybody.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( Parts $parts ) {
		$introduction          = new Introduction( $parts->connections, $parts->standing );
		$settle                = new Settle( $parts->connections, $parts->known_store, $parts->site_print, $parts->standing, $parts->store_watch, $parts->addresses );
		$this->attempts        = $parts->attempts;
		$this->start           = new Start( $parts->client, $introduction, $parts->attempts );
		$this->finish          = new Finish( $parts->client, $parts->attempts, $settle );
		$this->by_hand         = new By_Hand( $parts->client, $introduction, $settle );
		$this->leave           = new Leave( $parts->client, $parts->breaker, $parts->connections, $parts->standing, $parts->attempts, $settle );
		$this->safe_mode       = new Safe_Mode( $parts->client, $parts->breaker, $parts->connections, $parts->site_print, $parts->store_watch );
		$this->upkeep          = new Upkeep( $parts->client, $parts->connections, $parts->standing );
		$this->site_facts      = new Site_Facts( $parts->addresses, $parts->client, $parts->breaker );
		$this->checklist       = new Checklist( $parts->known_store );
		$this->tab_outcomes    = new Outcomes( 'tab' );
		$this->return_outcomes = new Outcomes( 'return' );
	}
	/**
	 * Takes away what expired and nobody came for: a shop may begin to connect and never do.
	 */
	public function sweep(): void {
		$now = time();
		$this->attempts->sweep( $now );
		$this->tab_outcomes->sweep( $now );
		$this->return_outcomes->sweep( $now );
	}
}
