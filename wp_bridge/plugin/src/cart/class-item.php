<?php
/**
 * A line and what it is a line of.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * One item that is to lie in the cart.
 */
final class Item {

	/**
	 * The key of a cart item that holds what its order was claimed with. Beside the line and not in it: it goes where the
	 * cart goes (a saved cart outlives the session), and never into an order.
	 */
	public const CLAIM_KEY = 'alter_claim_key';

	/**
	 * Built by `Adding`.
	 *
	 * @param int                   $product_id   The product.
	 * @param int                   $variation_id Its variation; 0 for none.
	 * @param array<string, string> $attributes   Values by "attribute_…".
	 * @param int                   $quantity     How many.
	 * @param Line                  $line         What was made.
	 * @param string|null           $claim_key    What its order was claimed with.
	 */
	public function __construct(
		public int $product_id,
		public int $variation_id,
		public array $attributes,
		public int $quantity,
		public Line $line,
		public ?string $claim_key = null
	) {}

	/**
	 * What the cart's item holds of it.
	 *
	 * @return array<string, mixed>
	 */
	public function data(): array {
		$data = array( Line::KEY => $this->line->to_array() );
		return null === $this->claim_key ? $data : $data + array( self::CLAIM_KEY => $this->claim_key );
	}

	/**
	 * Whether an item of the cart already is this one, whatever its quantity: the shopper may have changed that since.
	 *
	 * @param array<string, mixed> $in_cart WooCommerce's.
	 */
	public function is_the_same_as( array $in_cart ): bool {
		$line = Line::from_array( $in_cart[ Line::KEY ] ?? null );
		return null !== $line && self::told( $line ) === self::told( $this->line )
			&& (int) $in_cart['product_id'] === $this->product_id && (int) $in_cart['variation_id'] === $this->variation_id;
	}

	/**
	 * What makes a line this one.
	 *
	 * @param Line $line Any.
	 * @return list<mixed>
	 */
	private static function told( Line $line ): array {
		return array( $line->alter_order_id, $line->order_detail_id, $line->options, $line->unit_price, $line->currency, $line->checked, $line->hinted_order_id );
	}
}
