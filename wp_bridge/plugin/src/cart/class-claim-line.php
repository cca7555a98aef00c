<?php
/**
 * One item of a claimed order.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Pair;

/**
 * Options, quantity and price as Alter tells them. Pure.
 */
final class Claim_Line {

	private const LONGEST = 100;
	private const MOST    = 1000000;

	/**
	 * Built by `from_json`.
	 *
	 * @param int                                               $detail_id  Alter's number of the item.
	 * @param array<string, array{id: int|null, label: string}> $choices    By kind (see `Pair::KINDS`), in that order.
	 * @param array<string, string>                             $metadata   Of the variant: keys that the shop's owner gave it in Alter.
	 * @param int                                               $quantity   How many.
	 * @param float                                             $unit_price Of one.
	 * @param string                                            $currency   Three letters.
	 */
	private function __construct(
		public int $detail_id,
		public array $choices,
		public array $metadata,
		public int $quantity,
		public float $unit_price,
		public string $currency
	) {}

	/**
	 * From an item of the claim's `lines`.
	 *
	 * @param mixed  $item     The item.
	 * @param string $language Two letters.
	 * @throws \UnexpectedValueException When it can not be read.
	 */
	public static function from_json( mixed $item, string $language ): self {
		$item     = is_array( $item ) ? $item : array();
		$detail   = Line::id( $item['orderDetailId'] ?? null );
		$quantity = $item['quantity'] ?? null;
		$price    = $item['unitPrice'] ?? null;
		if ( null === $detail || ! is_int( $quantity ) || $quantity < 0 || $quantity > self::MOST || ! ( is_int( $price ) || is_float( $price ) ) ) {
			throw new \UnexpectedValueException( 'A line of the claim can not be read.' );
		}
		return new self(
			$detail,
			self::choices( $item['options'] ?? null, $language ),
			self::metadata( $item['variant'] ?? null, $language ),
			$quantity,
			(float) $price,
			is_string( $item['currency'] ?? null ) ? $item['currency'] : ''
		);
	}

	/**
	 * The name of something in one of several languages: the asked one, else English, else the first.
	 *
	 * @param mixed  $name     A text, or texts by language.
	 * @param string $language Two letters.
	 */
	public static function named( mixed $name, string $language ): string {
		if ( is_array( $name ) ) {
			$name = $name[ $language ] ?? $name['en'] ?? reset( $name );
		}
		return Line::text( $name, self::LONGEST );
	}

	/**
	 * What was chosen. A choice without a number or a name is still one.
	 *
	 * @param mixed  $options  Alter's.
	 * @param string $language Two letters.
	 * @return array<string, array{id: int|null, label: string}>
	 */
	private static function choices( mixed $options, string $language ): array {
		$found = array();
		foreach ( Pair::KINDS as $kind ) {
			$option = is_array( $options ) ? $options[ $kind ] ?? null : null;
			$id     = is_array( $option ) ? Line::id( $option['id'] ?? null ) : null;
			$label  = self::named( is_array( $option ) ? $option['name'] ?? null : $option, $language );
			if ( null !== $id || '' !== $label ) {
				$found[ $kind ] = compact( 'id', 'label' );
			}
		}
		return $found;
	}

	/**
	 * The variant's keys. Alter shows `metadata` as null, and nowhere what it looks like filled: an object, or a list of
	 * `{key, value}`.
	 *
	 * @param mixed  $variant  Alter's.
	 * @param string $language Two letters.
	 * @return array<string, string>
	 */
	private static function metadata( mixed $variant, string $language ): array {
		$given = is_array( $variant ) ? $variant['metadata'] ?? null : null;
		$found = array();
		foreach ( is_array( $given ) ? $given : array() as $key => $value ) {
			if ( is_array( $value ) && is_string( $value['key'] ?? null ) ) {
				$key   = $value['key'];
				$value = $value['value'] ?? null;
			}
			$text = self::named( $value, $language );
			if ( is_string( $key ) && '' !== $text ) {
				$found[ Line::text( $key, self::LONGEST ) ] = $text;
			}
		}
		return $found;
	}
}
