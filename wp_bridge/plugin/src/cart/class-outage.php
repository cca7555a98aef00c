<?php
/**
 * Nobody could be asked.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

/**
 * The connector was silent or broken, or Alter behind it. A refusal is none.
 */
final class Outage extends \RuntimeException {

	/**
	 * Built by `Claims`.
	 *
	 * @param int|null $retry_after Seconds until another try makes sense.
	 */
	public function __construct( public ?int $retry_after = null ) {
		parent::__construct( 'Alter can not be asked.' );
	}
}
