<?php
/**
 * A bundle that is not what it should be.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * Why nothing of a bundle may stay on the disk. The message is English and names what was found, for a log; what people
 * read follows from the code.
 */
final class Bad_Bundle extends \RuntimeException {

	/**
	 * It ends before its own end, or is longer than that.
	 */
	public const BROKEN = 'local.bundleBroken';

	/**
	 * It is a zip of a kind that the connector does not write.
	 */
	public const FOREIGN = 'local.bundleForeign';

	/**
	 * A name that is none of ours: another folder, a hidden file, a link.
	 */
	public const NAME = 'local.bundleName';

	/**
	 * A kind of file that may not lie in a shop: PHP, HTML, SVG and the like, whatever it is called.
	 */
	public const KIND = 'local.bundleKind';

	/**
	 * A file is not the one that the manifest names, or the manifest not the one that the connector named.
	 */
	public const HASH = 'local.bundleHash';

	/**
	 * Files and manifest do not name the same.
	 */
	public const LIST = 'local.bundleList';

	/**
	 * Built where it is found.
	 *
	 * @param string $reason One of the constants.
	 * @param string $found  What was found, for a log.
	 */
	public function __construct( public string $reason, string $found ) {
		parent::__construct( $found );
	}
}
