<?php
/**
 * What is kept of another program's answer.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * An answer may be 8 MB long, and a page reads what was kept of it at every load. What the contract names fits in here
 * many times over; of anything longer only the beginning is kept. Pure.
 */
final class Excerpt {

	private const ENTRIES = 500;
	private const LETTERS = 500;
	private const DEEP    = 8;

	/**
	 * As much of it as is kept.
	 *
	 * @param array<int|string, mixed> $answer Decoded JSON.
	 * @return array<int|string, mixed>
	 */
	public static function of( array $answer ): array {
		$left = self::ENTRIES;
		return self::level( $answer, $left, self::DEEP );
	}

	/**
	 * One level of it.
	 *
	 * @param array<int|string, mixed> $level Decoded JSON.
	 * @param int                      $left  How many entries may still be kept, on all levels.
	 * @param int                      $deep  How many levels.
	 * @return array<int|string, mixed>
	 */
	private static function level( array $level, int &$left, int $deep ): array {
		$kept = array();
		foreach ( $level as $key => $value ) {
			if ( 0 === $left ) {
				break;
			}
			if ( is_string( $key ) && strlen( $key ) > self::LETTERS ) {
				continue;
			}
			--$left;
			if ( is_array( $value ) ) {
				$kept[ $key ] = 0 === $deep ? array() : self::level( $value, $left, $deep - 1 );
			} elseif ( is_string( $value ) ) {
				$kept[ $key ] = mb_substr( $value, 0, self::LETTERS );
			} elseif ( is_scalar( $value ) || null === $value ) {
				$kept[ $key ] = $value;
			}
		}
		return $kept;
	}
}
