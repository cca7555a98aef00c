<?php
/**
 * What one call about bindings brought.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Whether to go on, and whether anything changed.
 */
final class Round {

	/**
	 * Built by the sender.
	 *
	 * @param int      $changed Rows that have another state than before.
	 * @param int|null $pause   Seconds to leave the connector alone; null to go on.
	 */
	public function __construct( public int $changed, public ?int $pause = null ) {}
}
