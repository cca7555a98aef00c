<?php
/**
 * What the owner can do about an order that needs a look.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Outbox;
use AlterConnector\State\Order_Row;

/**
 * Two of WooCommerce's order actions, for orders with customised items. WooCommerce has asked for nonce and capability.
 */
final class Order_Actions {

	private const AGAIN = 'alter_connector_order_again';
	private const SEEN  = 'alter_connector_order_seen';

	/**
	 * Built once, by the room.
	 *
	 * @param Recorder     $recorder Looks at orders.
	 * @param Order_Events $events   The rows.
	 * @param Order_Outbox $outbox   Those under way.
	 */
	public function __construct( private Recorder $recorder, private Order_Events $events, private Order_Outbox $outbox ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'woocommerce_order_actions', array( $this, 'offer' ), 10, 2 );
		add_action( 'woocommerce_order_action_' . self::AGAIN, array( $this, 'again' ) );
		add_action( 'woocommerce_order_action_' . self::SEEN, array( $this, 'seen' ) );
	}

	/**
	 * The actions.
	 *
	 * @param mixed $actions Names by their keys.
	 * @param mixed $order   The order; older code does not say.
	 */
	public function offer( mixed $actions, mixed $order = null ): array {
		$actions = (array) $actions;
		if ( $order instanceof \WC_Order && Items::of( $order ) ) {
			$actions[ self::AGAIN ] = __( 'Tell Alter again, and compare', 'alter-connector' );
			if ( Marks::of( $order ) ) {
				$actions[ self::SEEN ] = __( 'Take the Alter 3D marks away', 'alter-connector' );
			}
		}
		return $actions;
	}

	/**
	 * Everything about the order is tried again, in the background.
	 *
	 * @param mixed $order The order.
	 */
	public function again( mixed $order ): void {
		if ( ! $order instanceof \WC_Order || ! $this->recorder->is_open() ) {
			return;
		}
		$id = $order->get_id();
		$this->outbox->retry( array( $id ) );
		$this->recorder->look( $id );
		foreach ( array( Order_Row::CLAIM, Order_Row::CHECK ) as $kind ) {
			if ( null !== $this->events->newest( $id, array( $kind ) ) ) {
				$this->recorder->ask( $id, $kind );
			}
		}
	}

	/**
	 * The owner saw to it by hand.
	 *
	 * @param mixed $order The order.
	 */
	public function seen( mixed $order ): void {
		if ( ! $order instanceof \WC_Order ) {
			return;
		}
		$this->outbox->dismiss( $order->get_id() );
		$marks = new Marks();
		foreach ( Marks::of( $order ) as $mark ) {
			$marks->set( $order, $mark, false );
		}
	}
}
