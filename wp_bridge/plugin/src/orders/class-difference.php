<?php
/**
 * What was sold, and what Alter holds.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * Compares sold lines with Alter's own words. Pure.
 *
 * Alter names things in several languages, the shop kept one: an option agrees when its text is among all the names of
 * the piece at Alter.
 */
final class Difference {

	public const GONE     = 'gone';
	public const DESIGN   = 'design';
	public const ITEM     = 'item';
	public const OPTION   = 'option';
	public const QUANTITY = 'quantity';
	public const PRICE    = 'price';

	/**
	 * Parts of a piece that Alter names. `printMethod` is what its message calls `printType`.
	 */
	private const PARTS = array( 'size', 'material', 'printType', 'printMethod', 'color' );

	/**
	 * A price that differs by less is the same: both sides round.
	 */
	private const TOLERANCE = 0.005;

	/**
	 * What differs.
	 *
	 * @param list<array{order: int, item: int|null, design: int, options: list<array{name: string, value: string}>, quantity: int, price: float|null, currency: string|null}> $sold Lines of the shop's order.
	 * @param array<int, array<string, mixed>|null>                                                                                                                            $held Alter's orders by their numbers; null for one that is gone.
	 * @return list<array{what: string, order: int, sold: string, found: string}>
	 */
	public static function of( array $sold, array $held ): array {
		$found = array();
		$gone  = array();
		foreach ( $sold as $line ) {
			$order = $held[ $line['order'] ] ?? null;
			if ( null === $order ) {
				$gone[ $line['order'] ] = self::row( self::GONE, $line );
				continue;
			}
			$found = array_merge( $found, self::of_line( $line, $order ) );
		}
		return array_merge( array_values( $gone ), $found );
	}

	/**
	 * All texts of a piece at Alter: names in every language, and the colour's hex.
	 *
	 * @param array<string, mixed> $item Of Alter's order.
	 * @return list<string>
	 */
	public static function texts( array $item ): array {
		$found = array();
		foreach ( self::PARTS as $part ) {
			$named = array( $item[ $part ] ?? null );
			array_walk_recursive(
				$named,
				static function ( mixed $value, mixed $key ) use ( &$found ): void {
					if ( is_string( $value ) && '' !== $value && 'id' !== $key ) {
						$found[] = $value;
					}
				}
			);
		}
		return array_values( array_unique( $found ) );
	}

	/**
	 * One line.
	 *
	 * @param array<string, mixed> $line  As in `of`.
	 * @param array<string, mixed> $order Alter's.
	 * @return list<array{what: string, order: int, sold: string, found: string}>
	 */
	private static function of_line( array $line, array $order ): array {
		$found  = array();
		$design = (int) ( $order['customizerId'] ?? 0 );
		if ( 0 !== $line['design'] && ! in_array( $design, array( 0, $line['design'] ), true ) ) {
			$found[] = self::row( self::DESIGN, $line, (string) $line['design'], (string) $design );
		}
		$item = self::item( $line['item'], $order );
		if ( null === $item ) {
			$found[] = self::row( self::ITEM, $line, (string) $line['item'] );
			return $found;
		}
		return array_merge( $found, self::options( $line, $item ), self::quantity( $line, $item ), self::price( $line, $item ) );
	}

	/**
	 * The piece of Alter's order that a line is about; the only one where the line names none.
	 *
	 * @param int|null             $number The piece's.
	 * @param array<string, mixed> $order  Alter's.
	 * @return array<string, mixed>|null
	 */
	private static function item( ?int $number, array $order ): ?array {
		$items = array_values( array_filter( (array) ( $order['productItems'] ?? array() ), 'is_array' ) );
		foreach ( $items as $item ) {
			if ( null !== $number && (int) ( $item['id'] ?? 0 ) === $number ) {
				return $item;
			}
		}
		return null === $number && 1 === count( $items ) ? $items[0] : null;
	}

	/**
	 * Options whose text Alter does not know of the piece.
	 *
	 * @param array<string, mixed> $line As in `of`.
	 * @param array<string, mixed> $item Alter's.
	 * @return list<array{what: string, order: int, sold: string, found: string}>
	 */
	private static function options( array $line, array $item ): array {
		$texts = self::texts( $item );
		$known = array_map( array( self::class, 'plain' ), $texts );
		$found = array();
		foreach ( $line['options'] as $option ) {
			if ( $known && ! in_array( self::plain( $option['value'] ), $known, true ) ) {
				$found[] = self::row( self::OPTION, $line, "{$option['name']}: {$option['value']}", implode( ', ', $texts ) );
			}
		}
		return $found;
	}

	/**
	 * The quantity. None is wanted of a line that was refunded: what Alter holds of it does not matter.
	 *
	 * @param array<string, mixed> $line As in `of`.
	 * @param array<string, mixed> $item Alter's.
	 * @return list<array{what: string, order: int, sold: string, found: string}>
	 */
	private static function quantity( array $line, array $item ): array {
		$held = $item['quantity'] ?? null;
		if ( 0 === $line['quantity'] || ! is_numeric( $held ) || (int) $held === $line['quantity'] ) {
			return array();
		}
		return array( self::row( self::QUANTITY, $line, (string) $line['quantity'], (string) (int) $held ) );
	}

	/**
	 * The price of one, where the line was sold at Alter's.
	 *
	 * @param array<string, mixed> $line As in `of`.
	 * @param array<string, mixed> $item Alter's.
	 * @return list<array{what: string, order: int, sold: string, found: string}>
	 */
	private static function price( array $line, array $item ): array {
		$value    = $item['unitPrice']['value'] ?? null;
		$currency = (string) ( $item['unitPrice']['currency'] ?? '' );
		if ( null === $line['price'] || ! is_numeric( $value ) ) {
			return array();
		}
		if ( abs( (float) $value - $line['price'] ) < self::TOLERANCE && $currency === (string) $line['currency'] ) {
			return array();
		}
		return array( self::row( self::PRICE, $line, trim( "{$line['price']} {$line['currency']}" ), trim( "{$value} {$currency}" ) ) );
	}

	/**
	 * A text as it is compared.
	 *
	 * @param string $text Any.
	 */
	private static function plain( string $text ): string {
		return mb_strtolower( trim( (string) preg_replace( '/\s+/u', ' ', $text ) ) );
	}

	/**
	 * One difference.
	 *
	 * @param string               $what  One of the constants.
	 * @param array<string, mixed> $line  As in `of`.
	 * @param string               $sold  What was sold.
	 * @param string               $found What Alter has.
	 * @return array{what: string, order: int, sold: string, found: string}
	 */
	private static function row( string $what, array $line, string $sold = '', string $found = '' ): array {
		return array(
			'what'  => $what,
			'order' => $line['order'],
			'sold'  => $sold,
			'found' => $found,
		);
	}
}
