<?php
/**
 * A shopper's request came to nothing.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * What `Shopper_Call` answers in place of a result.
 */
final class Shopper_Refusal extends \RuntimeException {

	/**
	 * Thrown by the work of a `Shopper_Call`.
	 *
	 * @param int      $status      4xx or 5xx.
	 * @param string   $reason      A code for scripts, e.g. "storefront.noActiveBinding".
	 * @param string   $message     One cause and one action, in the shopper's language.
	 * @param int|null $retry_after Seconds until another try makes sense.
	 */
	public function __construct( public int $status, public string $reason, string $message, public ?int $retry_after = null ) {
		parent::__construct( $message );
	}
}
