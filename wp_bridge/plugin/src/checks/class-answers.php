<?php
/**
 * Whether the connector answers.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Unreachable;

/**
 * Reaches the connector with a call that needs no token.
 */
final class Answers extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Pulse $pulse The call, which the clock's check needs too.
	 */
	public function __construct( private Pulse $pulse ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'connector';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Connector', 'alter-connector' );
	}

	/**
	 * It calls the connector.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Calls it.
	 */
	public function run(): Result {
		$failure = $this->pulse->failure();
		if ( null === $failure ) {
			/* translators: %s: a number of milliseconds. */
			return Result::good( sprintf( __( 'The connector answered in %s ms.', 'alter-connector' ), number_format_i18n( $this->pulse->milliseconds() ) ) );
		}
		return Result::critical( __( 'The connector was not reached.', 'alter-connector' ), $failure->getMessage(), self::remedy( $failure ), self::settings() );
	}

	/**
	 * What to do about a failed call.
	 *
	 * @param \Throwable $failure What came of it.
	 */
	private static function remedy( \Throwable $failure ): string {
		$reason = $failure instanceof Unreachable ? $failure->reason : '';
		switch ( $reason ) {
			case Unreachable::UNNAMED:
				return __( 'Enter its address in WooCommerce > Settings > Alter.', 'alter-connector' );
			case Unreachable::BLOCKED:
				return __( 'Let WordPress call the connector, as told above.', 'alter-connector' );
			case Unreachable::STRANGER:
				return __( 'See that the address is the connector\'s, and that no proxy or firewall answers in its place.', 'alter-connector' );
		}
		return __( 'Try again in a few minutes. If it stays so, tell whoever runs the connector.', 'alter-connector' );
	}
}
