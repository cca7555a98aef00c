<?php
/**
 * What the customizer's message says an option means in this shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Pair;

/**
 * The `externalMapping` of a message's options. It passed through the browser, so it decides nothing: it proposes a
 * pair to the owner, and where it contradicts what the shop knows, the message is refused. Pure.
 */
final class Hint {

	private const LONGEST = 190;
	private const ITEMS   = 200;

	/**
	 * Built by `all_in`.
	 *
	 * @param string $kind      One of `Pair::KINDS`.
	 * @param int    $alter_id  Alter's number of the option.
	 * @param string $attribute An attribute's slug, e.g. "pa_size"; empty when not said.
	 * @param string $term      A term's slug; empty when not said.
	 */
	private function __construct( public string $kind, public int $alter_id, public string $attribute, public string $term ) {}

	/**
	 * All options that a message names, mapped or not.
	 *
	 * @param array<mixed> $payload The message's payload.
	 * @return list<self>
	 */
	public static function all_in( array $payload ): array {
		$items = $payload['productItems'] ?? array();
		$found = array();
		foreach ( is_array( $items ) ? array_slice( $items, 0, self::ITEMS ) : array() as $item ) {
			foreach ( Pair::KINDS as $kind ) {
				// The message says printMethod where the order says printType.
				$option = is_array( $item ) ? $item[ $kind ] ?? ( 'printType' === $kind ? $item['printMethod'] ?? null : null ) : null;
				$id     = is_array( $option ) ? Line::id( $option['id'] ?? null ) : null;
				if ( null !== $id ) {
					$found[] = self::of( $kind, $id, $option['externalMapping'] ?? null );
				}
			}
		}
		return $found;
	}

	/**
	 * Whether it is of an option.
	 *
	 * @param string   $kind     One of `Pair::KINDS`.
	 * @param int|null $alter_id The option's number.
	 */
	public function is_of( string $kind, ?int $alter_id ): bool {
		return $kind === $this->kind && $alter_id === $this->alter_id;
	}

	/**
	 * From an option's mapping.
	 *
	 * @param string $kind    One of `Pair::KINDS`.
	 * @param int    $id      The option's number.
	 * @param mixed  $mapping As it came.
	 */
	private static function of( string $kind, int $id, mixed $mapping ): self {
		$part = static fn( string $name ): string => is_array( $mapping ) && is_array( $mapping[ $name ] ?? null ) ? Line::text( $mapping[ $name ]['slug'] ?? null, self::LONGEST ) : '';
		return new self( $kind, $id, $part( 'attribute' ), $part( 'term' ) );
	}
}
