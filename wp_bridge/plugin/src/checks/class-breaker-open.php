<?php
/**
 * Whether calls to the connector pause.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Breaker;

/**
 * After calls that nobody answered, the next ones wait.
 */
final class Breaker_Open extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Breaker $breaker Knows whether the connector answers.
	 */
	public function __construct( private Breaker $breaker ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'breaker';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Pause after failed calls', 'alter-connector' );
	}

	/**
	 * Looks at the last calls.
	 */
	public function run(): Result {
		$wait = $this->breaker->pause( time() );
		if ( 0 === $wait ) {
			return Result::good( __( 'Calls to the connector do not pause.', 'alter-connector' ) );
		}
		return Result::recommended(
			__( 'The connector did not answer the last calls, so the next ones wait.', 'alter-connector' ),
			/* translators: %s: a duration such as "5 minutes". */
			sprintf( __( 'The next one goes out in %s. Nothing is lost: changes are kept and sent later.', 'alter-connector' ), human_time_diff( time(), time() + $wait ) ),
			__( 'To try now, run the tests in WooCommerce > Settings > Alter.', 'alter-connector' ),
			self::settings()
		);
	}
}
