<?php
/**
 * What a viewer or configurator says was chosen.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Pair;

/**
 * Reads a payload that no document describes and that passed through the browser: as text to be shown beside the line,
 * and for nothing else. What is no text for people (numbers of things, prices, addresses, keys) is left out. Pure.
 */
final class Said {

	/**
	 * All of it together, in bytes.
	 */
	private const MOST_BYTES = 4096;

	private const MOST_PIECES = 10000;

	private const MOST    = 24;
	private const DEPTH   = 4;
	private const LONGEST = 200;

	/**
	 * Names of values that say nothing to people, or what only the shop may say.
	 */
	private const LEFT_OUT = '/(?:^|_)(?:id|ids|key|ref|token|nonce|hash|url|uri|href|src|slug|price|prices|cost|total|amount|currency|quantity|qty|value|hex|type|version|mapping|metadata|timestamp|hidden)$|^(?:_|\d|product_group$)/i';

	/**
	 * The options in a payload.
	 *
	 * @param array<mixed> $payload  The payload.
	 * @param string       $language Two letters.
	 * @return list<array{name: string, value: string}>
	 */
	public static function options( array $payload, string $language ): array {
		$found = array();
		self::walk( $payload, $language, self::DEPTH, $found );
		$bytes = 0;
		$kept  = array();
		foreach ( $found as $option ) {
			$bytes += strlen( $option['name'] ) + strlen( $option['value'] );
			if ( $bytes > self::MOST_BYTES || count( $kept ) >= self::MOST ) {
				break;
			}
			if ( ! in_array( $option, $kept, true ) ) {
				$kept[] = $option;
			}
		}
		return $kept;
	}

	/**
	 * How many, of a customizer that nobody could ask: what its items say together. The shopper may change it in the cart
	 * anyway.
	 *
	 * @param array<mixed> $payload The payload.
	 */
	public static function quantity( array $payload ): int {
		$items = is_array( $payload['productItems'] ?? null ) ? $payload['productItems'] : array();
		$found = array_filter( array_map( static fn( $item ): mixed => is_array( $item ) ? $item['quantity'] ?? null : null, $items ), 'is_int' );
		$sum   = array_sum( array_filter( $found, static fn( int $one ): bool => $one > 0 && $one <= self::MOST_PIECES ) );
		return max( 1, min( self::MOST_PIECES, $sum ) );
	}

	/**
	 * Looks at one level.
	 *
	 * @param array<mixed>                             $level    The level.
	 * @param string                                   $language Two letters.
	 * @param int                                      $depth    How many more levels are looked at.
	 * @param list<array{name: string, value: string}> $found    What was found so far.
	 */
	private static function walk( array $level, string $language, int $depth, array &$found ): void {
		foreach ( $level as $key => $value ) {
			if ( count( $found ) > self::MOST ) {
				return;
			}
			$name = is_string( $key ) ? self::humanly( $key ) : '';
			if ( is_array( $value ) && isset( $value['name'] ) && '' !== $name ) {
				// A thing of Alter's: {id, name: {en, pl}, …}.
				$value = $value['name'];
			} elseif ( is_array( $value ) && isset( $value['name'], $value['value'] ) ) {
				$name  = Line::text( $value['name'], self::LONGEST );
				$value = $value['value'];
			}
			if ( is_array( $value ) && self::is_by_language( $value ) ) {
				$value = Claim_Line::named( $value, $language );
			}
			if ( is_array( $value ) ) {
				if ( $depth > 0 && ( is_int( $key ) || 1 !== preg_match( self::LEFT_OUT, self::snaked( $key ) ) ) ) {
					self::walk( $value, $language, $depth - 1, $found );
				}
				continue;
			}
			$text = Line::text( $value, self::LONGEST );
			if ( '' !== $name && '' !== $text && ( ! is_string( $key ) || 1 !== preg_match( self::LEFT_OUT, self::snaked( $key ) ) ) ) {
				$found[] = array(
					'name'  => $name,
					'value' => $text,
				);
			}
		}
	}

	/**
	 * Whether these are texts by language: {"en": …, "pl": …}.
	 *
	 * @param array<mixed> $value Any.
	 */
	private static function is_by_language( array $value ): bool {
		$keys = array_keys( $value );
		return $keys && array_filter( $keys, static fn( $key ): bool => is_string( $key ) && 1 === preg_match( '/^[a-z]{2}(?:[-_][A-Za-z]{2})?$/D', $key ) ) === $keys && array_filter( $value, 'is_string' ) === $value;
	}

	/**
	 * A key as people write.
	 *
	 * @param string $key E.g. "printMethod".
	 */
	private static function humanly( string $key ): string {
		if ( in_array( $key, Pair::KINDS, true ) || 'printMethod' === $key ) {
			return Kinds::name( 'printMethod' === $key ? 'printType' : $key );
		}
		return ucfirst( str_replace( '_', ' ', self::snaked( Line::text( $key, self::LONGEST ) ) ) );
	}

	/**
	 * A key in small letters with underscores.
	 *
	 * @param string $key E.g. "printMethod".
	 */
	private static function snaked( string $key ): string {
		return strtolower( trim( (string) preg_replace( array( '/([a-z0-9])([A-Z])/', '/[\s.-]+/' ), array( '$1_$2', '_' ), $key ), '_' ) );
	}
}
