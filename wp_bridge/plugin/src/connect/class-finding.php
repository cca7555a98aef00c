<?php
/**
 * One requirement, and whether it is met.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * What `Preflight` finds.
 */
final class Finding {

	/**
	 * Met.
	 */
	public const GOOD = 'good';

	/**
	 * Connecting works, something else will not.
	 */
	public const WARNING = 'warning';

	/**
	 * Connecting can not work.
	 */
	public const BAD = 'bad';

	/**
	 * Nobody looked yet.
	 */
	public const UNKNOWN = 'unknown';

	/**
	 * Built by `Preflight`.
	 *
	 * @param string $id    A word for tests and style sheets.
	 * @param string $state One of the constants.
	 * @param string $label What is required.
	 * @param string $text  What was found; where it is not met, one cause and one action.
	 */
	public function __construct( public string $id, public string $state, public string $label, public string $text ) {}
}
