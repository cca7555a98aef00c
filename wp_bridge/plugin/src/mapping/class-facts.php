<?php
/**
 * What decides about the bindings of one product or variation.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

/**
 * A snapshot. Pure: `Facts_Reader` reads it from the shop, `Wish` says what follows.
 */
final class Facts {

	/**
	 * Built by `Facts_Reader`.
	 *
	 * @param bool                  $exists         Whether there is such a post.
	 * @param bool                  $is_variation   Whether it is a variation.
	 * @param string                $product_type   The product's WooCommerce type; of a variation its product's.
	 * @param string                $product_status The post status of the product.
	 * @param string                $status         The post status of the thing itself.
	 * @param bool                  $is_translation Whether another product is the one it is translated from.
	 * @param array<string, string> $own            Its own meta, by the keys of `Product_Meta`; no key for an absent one.
	 * @param array<string, string> $inherited      Its product's meta; empty for a product.
	 */
	public function __construct(
		public bool $exists,
		public bool $is_variation,
		public string $product_type,
		public string $product_status,
		public string $status,
		public bool $is_translation,
		public array $own,
		public array $inherited = array()
	) {}

	/**
	 * There is no such product, or none any more.
	 */
	public static function none(): self {
		return new self( false, false, '', '', '', false, array() );
	}

	/**
	 * What holds for it: its own word, else its product's.
	 *
	 * @param string $key Of `Product_Meta`.
	 */
	public function value( string $key ): string {
		return $this->own[ $key ] ?? $this->inherited[ $key ] ?? '';
	}
}
