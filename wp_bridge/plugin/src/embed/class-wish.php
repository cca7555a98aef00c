<?php
/**
 * What a shopper may open.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Protocol\Ticket;
use AlterConnector\State\Connection;

/**
 * A product's tool, or an order that is the visitor's own. Made by `Wishes`, after it has looked whose it is. Pure.
 */
final class Wish {

	/**
	 * Clocks differ, and a ticket at its limit would be refused by one that runs behind.
	 */
	private const LIFETIME = Ticket::LIFETIME - 60;

	/**
	 * What Alter's key of a cart looks like where a ticket may hold it.
	 */
	private const CART_KEY = '/^[A-Za-z0-9_-]{16,64}$/D';

	/**
	 * Built by `Wishes`.
	 *
	 * @param string      $external_product_id What the session is for, e.g. "wc_12".
	 * @param string      $runtime             A runtime type.
	 * @param int         $product             The product's post.
	 * @param int         $variation           The variation's; 0 for none.
	 * @param int|null    $order_id            The Alter order that is opened.
	 * @param string|null $cart_key            Alter's key of the cart that it is in.
	 * @param string|null $mode                `Ticket::VIEW` or `EDIT`, of an order.
	 */
	public function __construct(
		public string $external_product_id,
		public string $runtime,
		private int $product,
		private int $variation,
		private ?int $order_id = null,
		private ?string $cart_key = null,
		private ?string $mode = null
	) {}

	/**
	 * Whether it is of one visitor alone.
	 */
	public function is_personal(): bool {
		return null !== $this->order_id;
	}

	/**
	 * The ticket for it.
	 *
	 * @param Connection $connection Whose secret signs it.
	 * @param int        $now        Unix seconds.
	 */
	public function ticket( Connection $connection, int $now ): string {
		$order  = null === $this->order_id ? null : (string) $this->order_id;
		$key    = null !== $this->cart_key && preg_match( self::CART_KEY, $this->cart_key ) ? $this->cart_key : null;
		$ticket = new Ticket( $this->external_product_id, $now + self::LIFETIME, $order, $key, $this->mode );
		return $ticket->sign( $connection->reveal_ticket_secret() );
	}

	/**
	 * The product it is of, as the add endpoint takes it.
	 *
	 * @return array{product: int, variation: int}
	 */
	public function subject(): array {
		return array(
			'product'   => $this->product,
			'variation' => $this->variation,
		);
	}
}
