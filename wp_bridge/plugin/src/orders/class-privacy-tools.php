<?php
/**
 * WordPress' tools for personal data.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;

/**
 * Exports and erases what was configured, together with the orders it belongs to: whether an erasure touches orders is
 * WooCommerce's setting, and whatever else takes personal data out of an order takes this too.
 */
final class Privacy_Tools {

	private const NAME = 'alter-connector-designs';

	private const AT_ONCE = 10;

	/**
	 * Before WooCommerce's own eraser at 10: behind it nobody finds the orders by their mail address.
	 */
	private const BEFORE_WOOCOMMERCE = 9;

	private const CALL_SECONDS = 10;

	/**
	 * Ids that one export takes.
	 */
	private const MOST = 100;

	/**
	 * Built once, by the room.
	 *
	 * @param Erasure     $erasure     Forgets.
	 * @param Client      $client      The door to the connector.
	 * @param Connections $connections Whether there is one.
	 */
	public function __construct( private Erasure $erasure, private Client $client, private Connections $connections ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'wp_privacy_personal_data_exporters', array( $this, 'exporters' ), 10 );
		add_filter( 'wp_privacy_personal_data_erasers', array( $this, 'erasers' ), self::BEFORE_WOOCOMMERCE );
		add_action( 'woocommerce_privacy_before_remove_order_personal_data', array( $this, 'anonymised' ) );
	}

	/**
	 * Names the exporter.
	 *
	 * @param mixed $exporters The others.
	 */
	public function exporters( mixed $exporters ): array {
		$exporters               = (array) $exporters;
		$exporters[ self::NAME ] = array(
			'exporter_friendly_name' => __( 'Customised products', 'alter-connector' ),
			'callback'               => array( $this, 'export' ),
		);
		return $exporters;
	}

	/**
	 * Names the eraser.
	 *
	 * @param mixed $erasers The others.
	 */
	public function erasers( mixed $erasers ): array {
		$erasers               = (array) $erasers;
		$erasers[ self::NAME ] = array(
			'eraser_friendly_name' => __( 'Customised products', 'alter-connector' ),
			'callback'             => array( $this, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * WooCommerce takes the personal data out of an order.
	 *
	 * @param mixed $order The order.
	 */
	public function anonymised( mixed $order ): void {
		if ( $order instanceof \WC_Order ) {
			$this->erasure->forget( $order );
		}
	}

	/**
	 * One page of an export.
	 *
	 * @param mixed $mail Whose.
	 * @param mixed $page From 1.
	 * @return array{data: list<array<string, mixed>>, done: bool}
	 */
	public function export( mixed $mail, mixed $page = 1 ): array {
		$orders = self::orders( (string) $mail, max( 1, (int) $page ) );
		$ids    = array();
		foreach ( $orders as $order ) {
			foreach ( Items::of( $order ) as list( , $line ) ) {
				if ( $line->checked && null !== $line->alter_order_id ) {
					$ids[] = $line->alter_order_id;
				}
			}
		}
		$held = $this->held( array_values( array_unique( $ids ) ) );
		$data = array();
		foreach ( $orders as $order ) {
			foreach ( Items::of( $order ) as $item_id => list( $item, $line ) ) {
				$data[] = array(
					'group_id'          => self::NAME,
					'group_label'       => __( 'Customised products', 'alter-connector' ),
					'group_description' => __( 'What was designed for the ordered products.', 'alter-connector' ),
					'item_id'           => "order-item-{$item_id}",
					'data'              => Exported::item( $order->get_order_number(), wp_strip_all_tags( $item->get_name() ), $line, (string) $item->get_meta( Items::PICTURE ), $held ),
				);
			}
		}
		return array(
			'data' => $data,
			'done' => count( $orders ) < self::AT_ONCE,
		);
	}

	/**
	 * One page of an erasure.
	 *
	 * @param mixed $mail Whose.
	 * @param mixed $page From 1.
	 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}
	 */
	public function erase( mixed $mail, mixed $page = 1 ): array {
		$orders = self::orders( (string) $mail, max( 1, (int) $page ) );
		$answer = array(
			'items_removed'  => false,
			'items_retained' => false,
			'messages'       => array(),
			'done'           => count( $orders ) < self::AT_ONCE,
		);
		$erases = wc_string_to_bool( get_option( 'woocommerce_erasure_request_removes_order_data', 'no' ) );
		foreach ( $orders as $order ) {
			$numbers = array();
			foreach ( Items::of( $order ) as list( , $line ) ) {
				$numbers[] = $line->alter_order_id;
			}
			if ( ! $numbers ) {
				continue;
			}
			if ( $erases ) {
				$this->erasure->forget( $order );
				$answer['items_removed'] = true;
				$answer['messages'][]    = self::told( $order, array_values( array_unique( array_filter( $numbers ) ) ) );
			} else {
				$answer['items_retained'] = true;
				/* translators: %s: an order's number. */
				$answer['messages'][] = sprintf( __( 'The designs of order %s have been retained, as the order has.', 'alter-connector' ), $order->get_order_number() );
			}
		}
		return $answer;
	}

	/**
	 * What is said of an erased order.
	 *
	 * @param \WC_Order $order   The order.
	 * @param list<int> $numbers Its orders at Alter.
	 */
	private static function told( \WC_Order $order, array $numbers ): string {
		if ( ! $numbers ) {
			/* translators: %s: an order's number. */
			return sprintf( __( 'Removed the designs of order %s.', 'alter-connector' ), $order->get_order_number() );
		}
		/* translators: 1: an order's number; 2: numbers of orders at Alter. */
		return sprintf( __( 'Removed the designs of order %1$s from this shop. At Alter they are its orders %2$s: delete them in Alter\'s panel where your law asks for it.', 'alter-connector' ), $order->get_order_number(), implode( ', ', $numbers ) );
	}

	/**
	 * A customer's orders, as WooCommerce's own tools find them.
	 *
	 * @param string $mail The address.
	 * @param int    $page From 1.
	 * @return list<\WC_Order>
	 */
	private static function orders( string $mail, int $page ): array {
		$user  = get_user_by( 'email', $mail );
		$found = wc_get_orders(
			array(
				'type'     => 'shop_order',
				'limit'    => self::AT_ONCE,
				'page'     => $page,
				'customer' => $user instanceof \WP_User ? array( $mail, (int) $user->ID ) : array( $mail ),
			)
		);
		return array_values( array_filter( (array) $found, static fn( mixed $order ): bool => $order instanceof \WC_Order ) );
	}

	/**
	 * What the connector and Alter hold of some orders; null when they could not be asked.
	 *
	 * @param list<int> $ids Alter's.
	 * @return array<int, array<string, mixed>>|null
	 */
	private function held( array $ids ): ?array {
		$connection = $this->connections->current();
		if ( null === $connection || ! $ids ) {
			return $ids ? null : array();
		}
		$found = array();
		try {
			foreach ( array_chunk( $ids, self::MOST ) as $some ) {
				$answer = $this->client->call( $connection, 'GET', '/v1/orders/export', null, array( 'alterOrderIds' => implode( ',', $some ) ), array(), self::CALL_SECONDS );
				if ( true !== ( $answer->json['complete'] ?? null ) ) {
					return null;
				}
				foreach ( (array) ( $answer->json['alterOrders'] ?? array() ) as $one ) {
					if ( is_array( $one ) && isset( $one['alterOrderId'] ) ) {
						$found[ (int) $one['alterOrderId'] ] = $one;
					}
				}
			}
		} catch ( Refused | Unreachable $failure ) {
			return null;
		}
		return $found;
	}
}
