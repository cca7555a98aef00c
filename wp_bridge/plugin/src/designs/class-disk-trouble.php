<?php
/**
 * The shop's disk did not do as it should.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

/**
 * Why nothing could be written. What people read follows from the reason.
 */
final class Disk_Trouble extends \RuntimeException {

	/**
	 * The folder is not there, or may not be written to.
	 */
	public const FOLDER = 'local.folder';

	/**
	 * There is not enough room.
	 */
	public const FULL = 'local.diskFull';

	/**
	 * A write came to nothing, for whatever reason.
	 */
	public const WRITE = 'local.diskWrite';

	/**
	 * One of the constants.
	 *
	 * @var string
	 */
	public string $reason;

	/**
	 * Built where it is noticed.
	 *
	 * @param string $reason One of the constants.
	 */
	public function __construct( string $reason ) {
		parent::__construct( $reason );
		$this->reason = $reason;
	}
}
