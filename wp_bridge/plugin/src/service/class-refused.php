<?php
/**
 * The connector understood and said no.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * An `application/problem+json` of the contract. The message is its `detail`: English, of the connector's own words,
 * and still untrusted text that is escaped where it is shown.
 */
final class Refused extends \RuntimeException {

	/**
	 * Built by the client.
	 *
	 * @param int                  $status      The status, 4xx or 5xx.
	 * @param string               $reason      The contract's `code`, e.g. `store.siteMoved`; empty for an answer of no connector.
	 * @param string               $detail      What went wrong, for people.
	 * @param array<string, mixed> $problem     The whole problem.
	 * @param int|null             $retry_after Seconds, where the connector named them.
	 */
	public function __construct(
		public int $status,
		public string $reason,
		string $detail,
		public array $problem,
		public ?int $retry_after
	) {
		parent::__construct( $detail );
	}
}
