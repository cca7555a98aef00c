<?php
/**
 * What a request would like to open, and whether it may.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Protocol\Ticket;
use AlterConnector\Service\Shopper_Refusal;
use AlterConnector\State\Line;
use AlterConnector\State\Live;
use AlterConnector\State\Product_Meta;

/**
 * Reads the body of a request. Whose a line or an order is, other rooms say by filters; what they answer is opened, not
 * what the browser named.
 */
final class Wishes {

	/**
	 * Built where a request is answered.
	 *
	 * @param Live $live What opens at all.
	 */
	public function __construct( private Live $live ) {}

	/**
	 * The wish of a request.
	 *
	 * @param array<string, mixed> $body Unverified.
	 * @throws Shopper_Refusal When it is nothing that this visitor may open.
	 */
	public function read( array $body ): Wish {
		if ( isset( $body['line'] ) ) {
			return $this->line( $body['line'], $body['mode'] ?? '' );
		}
		if ( isset( $body['orderItem'] ) ) {
			return $this->order_item( $body['orderItem'], $body['orderKey'] ?? '' );
		}
		$product   = self::id( $body['product'] ?? 0 );
		$variation = self::id( $body['variation'] ?? 0 );
		$runtime   = $body['runtime'] ?? '';
		if ( ! in_array( $runtime, Product_Meta::RUNTIME_TYPES, true ) || ! self::belongs( $variation, $product ) ) {
			throw self::gone();
		}
		$external = $this->live->opens( $product, $variation, $runtime );
		return null === $external ? throw self::gone() : new Wish( $external, $runtime, $product, $variation );
	}

	/**
	 * A line of the visitor's own cart.
	 *
	 * @param mixed $key  Of the cart item, unverified.
	 * @param mixed $mode "edit" or "view", unverified.
	 * @throws Shopper_Refusal When it is not in this visitor's cart.
	 */
	private function line( mixed $key, mixed $mode ): Wish {
		/**
		 * The configured line of the visitor's own cart; null when it is none.
		 *
		 * @param Line|null $line Null.
		 * @param string    $key  Of the cart item.
		 */
		$line = is_string( $key ) ? apply_filters( 'alter_connector_owned_line', null, $key ) : null;
		$item = $line instanceof Line && WC()->cart ? WC()->cart->get_cart_item( $key ) : array();
		return self::of_line( $line, 'edit' === $mode ? Ticket::EDIT : Ticket::VIEW, (int) ( $item['product_id'] ?? 0 ), (int) ( $item['variation_id'] ?? 0 ) );
	}

	/**
	 * A line of an order: to be looked at, by the customer or who has the order's key.
	 *
	 * @param mixed $item The order item, unverified.
	 * @param mixed $key  The order's key, unverified.
	 * @throws Shopper_Refusal When it is another's.
	 */
	private function order_item( mixed $item, mixed $key ): Wish {
		$id = self::id( $item );
		/**
		 * The configured line of an order of this visitor's; null when it is none.
		 *
		 * @param Line|null $line Null.
		 * @param int       $id   The order item.
		 * @param string    $key  The key that came with the request.
		 */
		$line = apply_filters( 'alter_connector_owned_order_item', null, $id, is_string( $key ) ? $key : '' );
		return self::of_line( $line, Ticket::VIEW, 0, 0 );
	}

	/**
	 * The wish for an order of Alter's.
	 *
	 * @param mixed  $line      What the rooms say.
	 * @param string $mode      `Ticket::VIEW` or `EDIT`.
	 * @param int    $product   Its product.
	 * @param int    $variation Its variation.
	 * @throws Shopper_Refusal When there is no order to open.
	 */
	private static function of_line( mixed $line, string $mode, int $product, int $variation ): Wish {
		if ( ! $line instanceof Line || null === $line->alter_order_id || ( Ticket::EDIT === $mode && ! $line->is_editable() ) ) {
			throw self::gone();
		}
		return new Wish( $line->external_product_id, $line->runtime, $product, $variation, $line->alter_order_id, $line->cart_key, $mode );
	}

	/**
	 * Whether a variation is one of a product's. One of another product would open what this one does not.
	 *
	 * @param int $variation 0 for none.
	 * @param int $product   A product.
	 */
	private static function belongs( int $variation, int $product ): bool {
		return $product > 0 && ( 0 === $variation || wp_get_post_parent_id( $variation ) === $product );
	}

	/**
	 * A post's number.
	 *
	 * @param mixed $unverified As it came.
	 */
	private static function id( mixed $unverified ): int {
		return is_int( $unverified ) && $unverified > 0 ? $unverified : 0;
	}

	/**
	 * There is nothing to open, or not for this visitor: nobody learns which.
	 */
	private static function gone(): Shopper_Refusal {
		return new Shopper_Refusal( 404, 'session.gone', Texts::gone() );
	}
}
