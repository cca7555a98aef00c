<?php
/**
 * One call that says whether the connector lives, and what time it has.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Answer;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * Calls `GET /healthz` once for all checks of one run.
 */
final class Pulse {

	/**
	 * What was answered.
	 *
	 * @var Answer|null
	 */
	private ?Answer $answer = null;

	/**
	 * What went wrong instead.
	 *
	 * @var \RuntimeException|null
	 */
	private ?\RuntimeException $failure = null;

	/**
	 * How long it took.
	 *
	 * @var int
	 */
	private int $milliseconds = 0;

	/**
	 * How many seconds the connector's clock is ahead of this server's; null when it told no time.
	 *
	 * @var int|null
	 */
	private ?int $ahead = null;

	/**
	 * Built by the list.
	 *
	 * @param Client $client The door to the connector.
	 */
	public function __construct( private Client $client ) {}

	/**
	 * Why there is no answer; null when there is one.
	 */
	public function failure(): ?\RuntimeException {
		$this->feel();
		return $this->failure;
	}

	/**
	 * How long the answer took.
	 */
	public function milliseconds(): int {
		$this->feel();
		return $this->milliseconds;
	}

	/**
	 * How many seconds the connector's clock is ahead of this server's; null when it told no time.
	 */
	public function ahead(): ?int {
		$this->feel();
		return $this->ahead;
	}

	/**
	 * Calls, the first time.
	 */
	private function feel(): void {
		if ( null !== $this->answer || null !== $this->failure ) {
			return;
		}
		$began = microtime( true );
		try {
			$this->answer = $this->client->anonymous( 'GET', '/healthz' );
			$this->ahead  = null === $this->answer->clock ? null : $this->answer->clock - time();
		} catch ( Refused | Unreachable $failure ) {
			$this->failure = $failure;
		}
		$this->milliseconds = (int) round( 1000 * ( microtime( true ) - $began ) );
	}
}
