<?php
/**
 * What works on local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Parts;

/**
 * Builds it once, for the room and for its commands.
 */
final class Workshop {

	/**
	 * Installs.
	 *
	 * @var Job
	 */
	public Job $job;

	/**
	 * Does what was clicked or typed.
	 *
	 * @var Acts
	 */
	public Acts $acts;

	/**
	 * Keeps an eye on what is installed.
	 *
	 * @var Watch
	 */
	public Watch $watch;

	/**
	 * Asks the connector.
	 *
	 * @var Desk
	 */
	public Desk $desk;

	/**
	 * Looks at files.
	 *
	 * @var Look
	 */
	public Look $look;

	/**
	 * Builds it. Nothing here reads an option or calls anybody.
	 *
	 * @param Parts    $parts    Shared objects.
	 * @param Schedule $schedule The jobs.
	 */
	public function __construct( Parts $parts, Schedule $schedule ) {
		$designs     = $parts->local_designs;
		$folders     = $parts->design_folders;
		$this->desk  = new Desk( $parts->client, $parts->connections, $parts->standing, $designs );
		$this->look  = new Look( $designs, $folders );
		$download    = new Download( $parts->client, $this->desk, $designs, $folders );
		$reporting   = new Reporting( $this->desk, $designs, $folders, new Ways( $folders ), $parts->known_store );
		$this->job   = new Job( $designs, $this->desk, $download, new Placing( $designs, $folders ), $reporting, $this->look, $schedule );
		$this->acts  = new Acts( $designs, $this->desk, $this->job, $download, $reporting, $this->look, $folders, $schedule, $parts->breaker );
		$this->watch = new Watch( $designs, $folders, $this->desk, $this->look, $schedule );
	}
}
