<?php
/**
 * Which variation a claimed item is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Pair;

/**
 * Gives each attribute of the product's variations a value: from what the owner wrote to Alter's variant, from the
 * owner's pairs, and, where Alter's options mean nothing else here, from what the shopper chose on the page. Pure.
 */
final class Matching {

	/**
	 * Values by attribute.
	 *
	 * @var array<string, string>
	 */
	public array $values = array();

	/**
	 * Kinds of options that nobody has given a meaning, while attributes have no value.
	 *
	 * @var list<string>
	 */
	public array $unknown = array();

	/**
	 * Labels of attributes that nothing gives a value.
	 *
	 * @var list<string>
	 */
	public array $missing = array();

	/**
	 * Whether two say different things of one attribute; then no variation is right.
	 *
	 * @var bool
	 */
	public bool $is_contradictory = false;

	/**
	 * Confirmed pairs by kind and number of the option.
	 *
	 * @var array<string, Pair>
	 */
	private array $confirmed = array();

	/**
	 * Matches.
	 *
	 * @param Claim_Line            $line       What was claimed.
	 * @param Attributes            $attributes What the product's variations differ in.
	 * @param list<Pair>            $pairs      The product's and the whole shop's.
	 * @param list<Hint>            $hints      What the message says.
	 * @param array<string, string> $chosen     Values by attribute, of the variation that was chosen on the page.
	 */
	public function __construct( private Claim_Line $line, private Attributes $attributes, array $pairs, array $hints, array $chosen ) {
		foreach ( $pairs as $pair ) {
			$key = "{$pair->kind}:{$pair->alter_id}";
			// What is said of this product goes before what is said of all.
			if ( $pair->is_confirmed() && ( $pair->product_id > 0 || ! isset( $this->confirmed[ $key ] ) ) ) {
				$this->confirmed[ $key ] = $pair;
			}
		}
		$this->take_metadata();
		$this->take_pairs();
		$this->compare( $hints );
		$this->fill( $chosen );
	}

	/**
	 * Whether a message is of another order than the one that was claimed: it names options that no item has.
	 *
	 * @param list<Claim_Line> $lines The claimed items.
	 * @param list<Hint>       $hints What the message says.
	 */
	public static function is_of_another_order( array $lines, array $hints ): bool {
		foreach ( $hints as $hint ) {
			$is_there = array_filter( $lines, static fn( Claim_Line $line ): bool => $hint->is_of( $hint->kind, $line->choices[ $hint->kind ]['id'] ?? null ) );
			if ( ! $is_there ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Attributes that the variant's own keys name.
	 */
	private function take_metadata(): void {
		foreach ( $this->line->metadata as $key => $text ) {
			$attribute = $this->attributes->named( (string) $key );
			$value     = null === $attribute ? null : $this->attributes->value( $attribute, $text );
			if ( null !== $value ) {
				$this->set( $attribute, $value );
			}
		}
	}

	/**
	 * Attributes that the owner's pairs name.
	 */
	private function take_pairs(): void {
		foreach ( $this->line->choices as $kind => $choice ) {
			$pair  = $this->pair( $kind, $choice['id'] );
			$value = null === $pair ? null : $this->attributes->value( $pair->attribute, $pair->term );
			if ( null !== $value ) {
				$this->set( $pair->attribute, $value );
			}
		}
	}

	/**
	 * Hints must say what the shop knows; where it knows nothing, they say nothing either.
	 *
	 * @param list<Hint> $hints What the message says.
	 */
	private function compare( array $hints ): void {
		foreach ( $this->line->choices as $kind => $choice ) {
			$pair = $this->pair( $kind, $choice['id'] );
			foreach ( $hints as $hint ) {
				if ( ! $hint->is_of( $kind, $choice['id'] ) || ! isset( $this->attributes->all[ $hint->attribute ] ) ) {
					continue;
				}
				$value = $this->attributes->value( $hint->attribute, $hint->term ) ?? $hint->term;
				$other = null !== $pair && $pair->attribute !== $hint->attribute;
				if ( $other || ( $this->values[ $hint->attribute ] ?? $value ) !== $value ) {
					$this->is_contradictory = true;
				}
			}
		}
	}

	/**
	 * What is left without a value.
	 *
	 * @param array<string, string> $chosen By attribute.
	 */
	private function fill( array $chosen ): void {
		$without = array_diff_key( $this->attributes->all, $this->values );
		if ( ! $without ) {
			return;
		}
		foreach ( $this->line->choices as $kind => $choice ) {
			if ( null !== $choice['id'] && null === $this->pair( $kind, $choice['id'] ) && ! $this->is_said( $choice['label'] ) ) {
				$this->unknown[] = $kind;
			}
		}
		foreach ( $without as $name => $attribute ) {
			$value = $this->unknown ? null : $this->attributes->value( $name, $chosen[ $name ] ?? '' );
			if ( null === $value ) {
				$this->missing[] = $attribute['label'];
			} else {
				$this->values[ $name ] = $value;
			}
		}
	}

	/**
	 * Whether a value that the variant's keys gave is called so: then the option has its meaning.
	 *
	 * @param string $label What Alter calls the option.
	 */
	private function is_said( string $label ): bool {
		foreach ( $this->values as $attribute => $value ) {
			if ( $this->attributes->value( $attribute, $label ) === $value ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Gives an attribute a value, once.
	 *
	 * @param string $attribute Its name.
	 * @param string $value     The value.
	 */
	private function set( string $attribute, string $value ): void {
		if ( ( $this->values[ $attribute ] ?? $value ) !== $value ) {
			$this->is_contradictory = true;
		}
		$this->values[ $attribute ] = $value;
	}

	/**
	 * The owner's pair of an option.
	 *
	 * @param string   $kind One of `Pair::KINDS`.
	 * @param int|null $id   The option's number.
	 */
	private function pair( string $kind, ?int $id ): ?Pair {
		return $this->confirmed[ "{$kind}:{$id}" ] ?? null;
	}
}
