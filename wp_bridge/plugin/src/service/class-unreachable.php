<?php
/**
 * The connector was not reached, or nobody knows what it did.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * No answer of a connector came back. What was asked for may have happened all the same.
 */
final class Unreachable extends \RuntimeException {

	/**
	 * WordPress is told to call nobody outside (WP_HTTP_BLOCK_EXTERNAL).
	 */
	public const BLOCKED = 'blocked';

	/**
	 * The last calls failed, and the next one waits a little.
	 */
	public const PAUSED = 'paused';

	/**
	 * No connection, no answer in time, a certificate that does not hold.
	 */
	public const FAILED = 'failed';

	/**
	 * Something else answered: a proxy's page, a redirect.
	 */
	public const STRANGER = 'stranger';

	/**
	 * Nobody has named an address yet.
	 */
	public const UNNAMED = 'unnamed';

	/**
	 * Built by the client.
	 *
	 * @param string   $reason      One of the constants.
	 * @param string   $message     One cause and one action, translated.
	 * @param int|null $retry_after Seconds until another try makes sense.
	 * @param string   $technical   What WordPress said, in English: for a log.
	 */
	public function __construct( public string $reason, string $message, public ?int $retry_after = null, public string $technical = '' ) {
		parent::__construct( $message );
	}
}
