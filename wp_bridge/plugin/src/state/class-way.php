<?php
/**
 * By which way shoppers' browsers come to a session.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * `direct`: the browser asks the connector. `relay`: it asks the shop, and the shop asks the connector. Read by every
 * page with a 3D product, so the option is a small one that is autoloaded. Decided by `Service\Ways`.
 */
final class Way {

	public const DIRECT = 'direct';
	public const RELAY  = 'relay';

	/**
	 * The connector answered this shop's pages.
	 */
	public const ANSWERED = 'answered';

	/**
	 * Not measured yet, and nothing speaks against it.
	 */
	public const UNMEASURED = 'unmeasured';

	/**
	 * The shop is served over https and the connector is not: browsers do not mix them.
	 */
	public const PLAIN = 'plain';

	/**
	 * The connector is in a private network and the shop is not.
	 */
	public const INSIDE = 'inside';

	/**
	 * The connector does not take this shop's pages for the shop's.
	 */
	public const FOREIGN = 'foreign';

	/**
	 * Something on the way took away what browsers need to read the answer.
	 */
	public const UNREADABLE = 'unreadable';

	public const REASONS = array( self::ANSWERED, self::UNMEASURED, self::PLAIN, self::INSIDE, self::FOREIGN, self::UNREADABLE );

	private const OPTION = 'alter_connector_way';

	/**
	 * One of DIRECT and RELAY.
	 */
	public function current(): string {
		return self::RELAY === ( $this->row()['way'] ?? '' ) ? self::RELAY : self::DIRECT;
	}

	/**
	 * Why it is so: one of REASONS.
	 */
	public function reason(): string {
		$reason = $this->row()['reason'] ?? '';
		return in_array( $reason, self::REASONS, true ) ? $reason : self::UNMEASURED;
	}

	/**
	 * When that was found, in Unix seconds; 0 for never.
	 */
	public function found_at(): int {
		return (int) ( $this->row()['at'] ?? 0 );
	}

	/**
	 * Keeps a decision. Pages say which way they take, so another one makes them all out of date.
	 *
	 * @param string $way    DIRECT or RELAY.
	 * @param string $reason One of REASONS.
	 * @param int    $now    Unix seconds.
	 */
	public function keep( string $way, string $reason, int $now ): void {
		$before = $this->current();
		$row    = array(
			'way'    => $way,
			'reason' => $reason,
			'at'     => $now,
		);
		update_option( self::OPTION, $row, true );
		if ( $way !== $before ) {
			Live::all_changed();
		}
	}

	/**
	 * Forgets it.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * The option.
	 *
	 * @return array<string, mixed>
	 */
	private function row(): array {
		$row = get_option( self::OPTION );
		return is_array( $row ) ? $row : array();
	}
}
