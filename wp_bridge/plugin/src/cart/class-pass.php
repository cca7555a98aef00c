<?php
/**
 * What lets a line through the gate.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

/**
 * Held by the basket while it adds, looked at by the gate. Nobody else has it, so nobody else, and no request, puts a
 * line into a cart.
 */
final class Pass {

	/**
	 * The item that is being added; null when nothing of ours is.
	 *
	 * @var Item|null
	 */
	public ?Item $item = null;

	/**
	 * Whether it is for this product: other plugins add gifts and parts of bundles while ours is added.
	 *
	 * @param int $product_id   The product.
	 * @param int $variation_id Its variation; 0 for none.
	 */
	public function is_for( int $product_id, int $variation_id ): bool {
		return null !== $this->item && $this->item->product_id === $product_id && $this->item->variation_id === $variation_id;
	}
}
