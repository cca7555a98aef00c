<?php
/**
 * The care room: what tells people how the shop's connection is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Parts;

/**
 * Hooks the room into WordPress. What a page does not show is not built for it.
 */
final class Hooks {

	/**
	 * Built by the plugin.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Opens the room.
	 */
	public function register(): void {
		( new Listener( new Log( $this->parts->settings ) ) )->register();
		( new Loss_Mail( $this->parts->settings, $this->parts->standing ) )->register();
		( new Privacy() )->register();
		( new Network() )->register();

		$checklist = new Checklist( $this->parts );
		$findings  = new Findings();
		$facts     = new Facts( $this->parts );
		$report    = new Report( $checklist, $findings, $facts );
		$adopter   = new Adopter( $this->parts );
		$adopter->register();

		( new Site_Health( $this->parts->connections, $checklist, $findings, $facts ) )->register();
		( new Routes( $checklist, $findings, $report, $this->parts->breaker ) )->register();
		( new Tools( $this->parts, $checklist, $findings, $adopter ) )->register();
		if ( is_admin() ) {
			( new Status_Report( $checklist, $findings, $facts ) )->register();
			( new Notices( $checklist, $findings, $this->parts->connections ) )->register();
			( new Panel( $checklist, $findings, $report, $adopter ) )->register();
		}
		foreach ( array( 'alter_connector_connected', 'alter_connector_disconnected' ) as $action ) {
			add_action( $action, array( $findings, 'forget' ), 10, 0 );
		}
	}
}
