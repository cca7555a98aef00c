<?php
/**
 * What one of Alter's options means in this shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * A row of `Pairs`: an option of Alter (a kind and a number) and the value of a variation's attribute. Read only.
 */
final class Pair {

	/**
	 * The kinds of options, in Alter's REST words.
	 */
	public const KINDS = array( 'size', 'material', 'printType', 'color' );

	/**
	 * The customizer asked for it; the owner has not said what it means. `attribute` and `term` are a proposal.
	 */
	public const SEEN = 'seen';

	/**
	 * The owner said what it means: an attribute's value, or, with an empty attribute, nothing in this shop.
	 */
	public const CONFIRMED = 'confirmed';

	/**
	 * Built by `from_row`.
	 *
	 * @param int      $id          The row's number.
	 * @param int      $product_id  The product it is for; 0 for all of them.
	 * @param string   $kind        One of KINDS.
	 * @param int      $alter_id    Alter's number of the option.
	 * @param string   $alter_label What Alter calls it.
	 * @param string   $attribute   The attribute's name as variations spell it, e.g. "pa_size"; empty for none.
	 * @param string   $term        Its value: a term's slug, or a text of the product's own attribute.
	 * @param string   $state       SEEN or CONFIRMED.
	 * @param int      $times       How often it was asked for while nobody knew it.
	 * @param int|null $seen_at     When it was last, in Unix seconds.
	 */
	public function __construct(
		public int $id,
		public int $product_id,
		public string $kind,
		public int $alter_id,
		public string $alter_label,
		public string $attribute,
		public string $term,
		public string $state,
		public int $times = 0,
		public ?int $seen_at = null
	) {}

	/**
	 * From the database.
	 *
	 * @param array<string, string|null> $row Its columns.
	 */
	public static function from_row( array $row ): self {
		return new self(
			(int) $row['id'],
			(int) $row['product_id'],
			(string) $row['kind'],
			(int) $row['alter_id'],
			(string) $row['alter_label'],
			(string) $row['attribute'],
			(string) $row['term'],
			self::CONFIRMED === $row['state'] ? self::CONFIRMED : self::SEEN,
			(int) $row['times'],
			Gmt::seconds( $row['seen_at'] )
		);
	}

	/**
	 * Whether the owner said what it means.
	 */
	public function is_confirmed(): bool {
		return self::CONFIRMED === $this->state;
	}
}
