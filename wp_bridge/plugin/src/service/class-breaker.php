<?php
/**
 * Spares a page the wait for a connector that does not answer.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * After three calls in a row that nobody answered, the next ones fail at once for a while: 30 s, then twice as long
 * each time, at most 15 minutes. Between two pauses one call tries, and the others wait for how it ends. A refusal is
 * an answer.
 *
 * The row is read past the cache and changed only where it still is what was read, so that of twenty requests which
 * come back after a pause one waits for the connector and not twenty.
 */
final class Breaker {

	private const OPTION  = 'alter_connector_breaker';
	private const PATIENT = 3;
	private const FIRST   = 30;
	private const LONGEST = 900;

	/**
	 * How long the one call that tries is waited for.
	 */
	private const TRIAL = 15;

	/**
	 * Seconds until the next call may go out; 0 for the caller's own.
	 *
	 * @param int $now Unix seconds.
	 */
	public function wait( int $now ): int {
		$text = $this->stored();
		$row  = self::parse( $text );
		if ( $row['failures'] < self::PATIENT ) {
			return 0;
		}
		if ( $row['until'] > $now ) {
			return $row['until'] - $now;
		}
		$row['until'] = $now + self::TRIAL;
		return $this->swap( $text, $row ) ? 0 : self::TRIAL;
	}

	/**
	 * Seconds that calls still pause, for those who only look: `wait` hands out the one try between two pauses.
	 *
	 * @param int $now Unix seconds.
	 */
	public function pause( int $now ): int {
		$row = self::parse( $this->stored() );
		return $row['failures'] < self::PATIENT ? 0 : max( 0, $row['until'] - $now );
	}

	/**
	 * A call was answered.
	 */
	public function answered(): void {
		if ( null !== $this->stored() ) {
			$this->reset();
		}
	}

	/**
	 * A call was not answered.
	 *
	 * @param int $now Unix seconds.
	 */
	public function failed( int $now ): void {
		$text     = $this->stored();
		$failures = self::parse( $text )['failures'] + 1;
		$doubled  = self::FIRST * 2 ** min( 10, max( 0, $failures - self::PATIENT ) );
		$pause    = $failures < self::PATIENT ? 0 : min( self::LONGEST, $doubled );
		// Two that fail at the same moment may count as one: that costs one more try, not more.
		$this->swap(
			$text,
			array(
				'failures' => $failures,
				'until'    => $now + $pause,
			)
		);
	}

	/**
	 * Somebody asked for a try now.
	 */
	public function reset(): void {
		delete_option( self::OPTION );
	}

	/**
	 * The row as it is stored; null for none.
	 */
	private function stored(): ?string {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- A process that runs for minutes would go on with what it read first.
		return $wpdb->get_var( $wpdb->prepare( 'SELECT option_value FROM %i WHERE option_name = %s', $wpdb->options, self::OPTION ) );
	}

	/**
	 * Writes a row where the old one still stands; false when somebody else wrote meanwhile.
	 *
	 * @param string|null        $before What was read.
	 * @param array<string, int> $row    The new one.
	 */
	private function swap( ?string $before, array $row ): bool {
		global $wpdb;
		$text = (string) wp_json_encode( $row );
		if ( null === $before ) {
			return add_option( self::OPTION, $text, '', false );
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- Its row count decides.
		$count = $wpdb->update(
			$wpdb->options,
			array( 'option_value' => $text ),
			array(
				'option_name'  => self::OPTION,
				'option_value' => $before,
			)
		);
		wp_cache_delete( self::OPTION, 'options' );
		return 1 === $count;
	}

	/**
	 * What is known of the last calls.
	 *
	 * @param string|null $text As stored.
	 * @return array{failures: int, until: int}
	 */
	private static function parse( ?string $text ): array {
		$row = null === $text ? array() : (array) json_decode( $text, true );
		return array(
			'failures' => (int) ( $row['failures'] ?? 0 ),
			'until'    => (int) ( $row['until'] ?? 0 ),
		);
	}
}
