<?php
/**
 * Whether the clocks agree.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

/**
 * Tickets and handoffs live for minutes: a server whose clock is wrong makes them expired, or not yet valid.
 */
final class Clock extends Check {

	private const TOLERATED = 60;
	private const HARMFUL   = 300;

	/**
	 * Built by the list.
	 *
	 * @param Pulse $pulse The call that brings the connector's time.
	 */
	public function __construct( private Pulse $pulse ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'clock';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Clock of this server', 'alter-connector' );
	}

	/**
	 * It calls the connector.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Compares this server's time with the connector's.
	 */
	public function run(): Result {
		$ahead = $this->pulse->ahead();
		if ( null === $ahead ) {
			return Result::recommended( __( 'The clock could not be compared: the connector told no time.', 'alter-connector' ) );
		}
		if ( abs( $ahead ) <= self::TOLERATED ) {
			return Result::good( __( 'This server\'s clock agrees with the connector\'s.', 'alter-connector' ) );
		}
		/* translators: %s: a duration such as "5 minutes". */
		$behind = __( 'This server\'s clock is %s behind the connector\'s.', 'alter-connector' );
		/* translators: %s: a duration such as "5 minutes". */
		$before = __( 'This server\'s clock is %s ahead of the connector\'s.', 'alter-connector' );
		$text   = $ahead > 0 ? $behind : $before;
		$level  = abs( $ahead ) > self::HARMFUL ? 'critical' : 'recommended';
		return Result::$level(
			sprintf( $text, human_time_diff( time(), time() + abs( $ahead ) ) ),
			__( 'Shoppers would be told that their session has expired.', 'alter-connector' ),
			__( 'Ask your host to set the server\'s clock by NTP.', 'alter-connector' )
		);
	}
}
