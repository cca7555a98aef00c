<?php
/**
 * Which lines of a cart give way.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * An order of Alter's lies in a cart once, whole. Lines that repeat an order bought before are another matter. Pure.
 */
final class Replaced {

	/**
	 * Lines that a claim takes the place of: those of its order, and what was sold unchecked of it.
	 *
	 * @param array<string, Line> $lines       The cart's, by key.
	 * @param int                 $order_id    The claimed order.
	 * @param string              $session_ref The session that it came with.
	 * @return list<string>
	 */
	public static function by_claim( array $lines, int $order_id, string $session_ref ): array {
		return self::keys( $lines, static fn( Line $line ): bool => $line->is_of_order( $order_id ) || self::is_unchecked_of( $line, $session_ref, $order_id ) );
	}

	/**
	 * Lines that one sold unchecked takes the place of: the same click again.
	 *
	 * @param array<string, Line> $lines       The cart's, by key.
	 * @param string              $session_ref The session that it came with.
	 * @param int|null            $number      The order that its message names.
	 * @return list<string>
	 */
	public static function by_unchecked( array $lines, string $session_ref, ?int $number ): array {
		return self::keys( $lines, static fn( Line $line ): bool => self::is_unchecked_of( $line, $session_ref, $number ) );
	}

	/**
	 * A line and all others of its order: the customizer opens an order, not one of its items.
	 *
	 * @param array<string, Line> $lines The cart's, by key.
	 * @param string|null         $key   The line's; null for none.
	 * @return list<string>
	 */
	public static function with( array $lines, ?string $key ): array {
		$order = $lines[ $key ]->alter_order_id ?? null;
		return null === $order ? array() : self::keys( $lines, static fn( Line $line ): bool => $line->is_of_order( $order ) );
	}

	/**
	 * Whether a line was sold unchecked in a session, or of an order.
	 *
	 * @param Line     $line        The line.
	 * @param string   $session_ref The session.
	 * @param int|null $number      The order.
	 */
	private static function is_unchecked_of( Line $line, string $session_ref, ?int $number ): bool {
		if ( $line->checked || ! $line->is_customized() ) {
			return false;
		}
		// Two orders of one session differ in their numbers; a message without a number is the session's one order.
		$is_numbered = null !== $number && null !== $line->hinted_order_id;
		return $is_numbered ? $number === $line->hinted_order_id : '' !== $session_ref && $session_ref === $line->session_ref;
	}

	/**
	 * Keys of some lines.
	 *
	 * @param array<string, Line> $lines The cart's, by key.
	 * @param callable            $which Takes a line.
	 * @return list<string>
	 */
	private static function keys( array $lines, callable $which ): array {
		return array_map( 'strval', array_keys( array_filter( $lines, $which ) ) );
	}
}
