<?php
/**
 * What a page asks to put into the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Product_Meta;

/**
 * The body of the add endpoint. All of it is the browser's word: it names things, and says nothing of what they cost or
 * whose they are. Pure.
 */
final class Add_Wish {

	/**
	 * WooCommerce's own keys are md5 texts; other plugins may have keys of their own.
	 */
	private const CART_ITEM = '/^[A-Za-z0-9_-]{1,64}$/D';

	private const MOST            = 1000000;
	private const MOST_ATTRIBUTES = 30;
	private const LONGEST         = 200;

	/**
	 * Built by `from_json`.
	 *
	 * @param int                   $product_id   A product.
	 * @param int                   $variation_id The variation chosen on the page; 0 for none.
	 * @param int                   $quantity     How many, of a viewer's or configurator's product.
	 * @param string                $runtime      Which tool speaks.
	 * @param string                $session_ref  The session that was current when the button was pressed; may be empty.
	 * @param string|null           $cart_key     The session's cart key.
	 * @param array<string, mixed>  $payload      What the tool said.
	 * @param string|null           $replaces     The cart item that it was opened from.
	 * @param array<string, string> $attributes   What was chosen on the page for attributes that the variation leaves open.
	 */
	private function __construct(
		public int $product_id,
		public int $variation_id,
		public int $quantity,
		public string $runtime,
		public string $session_ref,
		public ?string $cart_key,
		public array $payload,
		public ?string $replaces,
		public array $attributes
	) {}

	/**
	 * The wish in a body; null for one that names no product, no tool, or a customizer's session that can be none.
	 *
	 * @param array<string, mixed> $body The JSON.
	 */
	public static function from_json( array $body ): ?self {
		$product   = Line::id( $body['product'] ?? null );
		$variation = Line::id( $body['variation'] ?? null ) ?? 0;
		$quantity  = Line::id( $body['quantity'] ?? 1 );
		$runtime   = $body['runtime'] ?? null;
		$session   = self::word( $body['sessionRef'] ?? null, '/^[A-Za-z0-9_-]{1,64}$/D' );
		$is_whole  = null !== $product && null !== $quantity && $quantity <= self::MOST && in_array( $runtime, Product_Meta::RUNTIME_TYPES, true );
		if ( ! $is_whole || ( 'customizer' === $runtime && null === $session ) ) {
			return null;
		}
		$payload = $body['payload'] ?? array();
		return new self(
			$product,
			$variation,
			$quantity,
			$runtime,
			$session ?? '',
			self::word( $body['cartKey'] ?? null, '/^[A-Za-z0-9_.~-]{16,128}$/D' ),
			is_array( $payload ) ? $payload : array(),
			self::word( $body['replaces'] ?? null, self::CART_ITEM ),
			self::attributes( $body['attributes'] ?? null )
		);
	}

	/**
	 * Values by attribute, without WooCommerce's "attribute_" before it.
	 *
	 * @param mixed $value Any.
	 * @return array<string, string>
	 */
	private static function attributes( mixed $value ): array {
		$found = array();
		foreach ( is_array( $value ) ? array_slice( $value, 0, self::MOST_ATTRIBUTES ) : array() as $key => $text ) {
			if ( is_string( $text ) && strlen( $text ) <= self::LONGEST && str_starts_with( (string) $key, 'attribute_' ) ) {
				$found[ substr( (string) $key, strlen( 'attribute_' ) ) ] = $text;
			}
		}
		return $found;
	}

	/**
	 * A text of a known shape.
	 *
	 * @param mixed  $value   Any.
	 * @param string $pattern The shape.
	 */
	private static function word( mixed $value, string $pattern ): ?string {
		return is_string( $value ) && 1 === preg_match( $pattern, $value ) ? $value : null;
	}
}
