<?php
/**
 * Removes what nobody bought.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Order_Row;
use AlterConnector\State\Settings;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- WooCommerce can not be asked which carts and orders hold a number.

/**
 * Task `cart`, weeks after an order of Alter's was put into a cart: it is deleted at Alter if it is still a cart's there,
 * and neither an order nor a cart of this shop holds it. Each of the three keeps it.
 */
final class Abandoned {

	private const ORDERS = '/public-api/v1/customer-orders';

	private const CALL_SECONDS = 10;

	private const WHILE_IN_CART = 14 * DAY_IN_SECONDS;

	/**
	 * Built once, by the room.
	 *
	 * @param Client   $client   The door to the connector.
	 * @param Settings $settings What the owner chose.
	 */
	public function __construct( private Client $client, private Settings $settings ) {}

	/**
	 * Runs the task.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed; its sequence is the number at Alter.
	 */
	public function run( Connection $connection, Order_Row $row ): Verdict {
		$number = $row->sequence;
		if ( ! $this->settings->remove_abandoned() || self::is_ordered( $number ) ) {
			return Verdict::done();
		}
		if ( self::is_in_cart( $number ) ) {
			return Verdict::later( self::WHILE_IN_CART, 'local.inCart' );
		}
		try {
			if ( ! $this->is_unsold( $connection, $number ) ) {
				return Verdict::done();
			}
			$this->client->call( $connection, 'DELETE', self::ORDERS . "/{$number}", null, array(), array(), self::CALL_SECONDS );
		} catch ( Refused $refusal ) {
			// A credential that may not delete does not learn it by being asked more often.
			return in_array( $refusal->status, array( 401, 429, 502, 503, 504 ), true ) ? Verdict::of_refusal( $refusal, $row ) : Verdict::done( $refusal->reason, $refusal->getMessage() );
		} catch ( Unreachable $silence ) {
			return Verdict::of_silence( $silence, $row );
		}
		return Verdict::done( 'local.removed' );
	}

	/**
	 * Whether Alter has the order, as one of a cart.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param int        $number     At Alter.
	 * @throws Refused     When the connector or Alter said no.
	 * @throws Unreachable When nobody answered.
	 */
	private function is_unsold( Connection $connection, int $number ): bool {
		$answer = $this->client->call( $connection, 'POST', self::ORDERS . '/batch', array( 'customerOrderIds' => array( $number ) ), array(), array(), self::CALL_SECONDS );
		foreach ( (array) ( $answer->json['orders'] ?? array() ) as $order ) {
			if ( is_array( $order ) && (int) ( $order['id'] ?? 0 ) === $number ) {
				return 'shopping_cart' === ( $order['orderStatus'] ?? '' );
			}
		}
		return false;
	}

	/**
	 * Whether an order of this shop names it, in whatever state that order is.
	 *
	 * @param int $number At Alter.
	 */
	private static function is_ordered( int $number ): bool {
		global $wpdb;
		return null !== $wpdb->get_var( $wpdb->prepare( 'SELECT meta_id FROM %i WHERE meta_key = %s AND meta_value = %s LIMIT 1', "{$wpdb->prefix}woocommerce_order_itemmeta", Items::ORDER, (string) $number ) );
	}

	/**
	 * Whether a cart of this shop holds it: one of a session, or one that a customer finds again after logging in. Both are
	 * serialized.
	 *
	 * @param int $number At Alter.
	 */
	private static function is_in_cart( int $number ): bool {
		global $wpdb;
		$like = '%' . $wpdb->esc_like( "s:12:\"alterOrderId\";i:{$number};" ) . '%';
		// A session keeps its cart as a text within: quotes are the same, lengths are its own.
		$session = $wpdb->get_var( $wpdb->prepare( 'SELECT session_id FROM %i WHERE session_value LIKE %s LIMIT 1', "{$wpdb->prefix}woocommerce_sessions", $like ) );
		$kept    = $wpdb->get_var( $wpdb->prepare( 'SELECT umeta_id FROM %i WHERE meta_key LIKE %s AND meta_value LIKE %s LIMIT 1', $wpdb->usermeta, $wpdb->esc_like( '_woocommerce_persistent_cart_' ) . '%', $like ) );
		return null !== $session || null !== $kept;
	}
}
