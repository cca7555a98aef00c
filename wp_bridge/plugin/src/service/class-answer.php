<?php
/**
 * What the connector answered.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * A 2xx answer.
 */
final class Answer {

	/**
	 * Built by the client.
	 *
	 * @param int                  $status The status.
	 * @param array<string, mixed> $json   The body.
	 * @param int|null             $clock  What the connector's clock showed, in Unix seconds; null when it did not say.
	 */
	public function __construct( public int $status, public array $json, public ?int $clock = null ) {}
}
