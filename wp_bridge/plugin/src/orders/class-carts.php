<?php
/**
 * Orders of Alter's that lie in carts.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Settings;

/**
 * Remembers which orders the shop's own carts brought about, while its owner wants abandoned ones removed: of all others
 * at Alter nobody here knows whose they are.
 */
final class Carts {

	/**
	 * The connector keeps a claim for 60 days. Sooner somebody may come back for it.
	 */
	private const DAYS = 61;

	/**
	 * Built once, by the room.
	 *
	 * @param Settings     $settings What the owner chose.
	 * @param Order_Events $events   The rows.
	 */
	public function __construct( private Settings $settings, private Order_Events $events ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'woocommerce_add_to_cart', array( $this, 'added' ), 20, 6 );
	}

	/**
	 * Something was put into a cart.
	 *
	 * @param mixed $key       The cart item's.
	 * @param mixed $product   Its product.
	 * @param mixed $quantity  How many.
	 * @param mixed $variation Its variation.
	 * @param mixed $chosen    Its attributes.
	 * @param mixed $data      What belongs to it.
	 */
	public function added( mixed $key, mixed $product = 0, mixed $quantity = 0, mixed $variation = 0, mixed $chosen = array(), mixed $data = array() ): void {
		unset( $key, $product, $quantity, $variation, $chosen );
		$line = is_array( $data ) ? Line::from_array( $data[ Line::KEY ] ?? null ) : null;
		if ( null !== $line && Items::is_told( $line ) && $this->settings->remove_abandoned() ) {
			$this->events->in_cart( (int) $line->alter_order_id, time() + self::DAYS * DAY_IN_SECONDS );
		}
	}
}
