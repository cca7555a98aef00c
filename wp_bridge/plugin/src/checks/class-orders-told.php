<?php
/**
 * Whether Alter hears of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Row;
use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * What was sold and does not reach Alter is not produced: this is the check that matters most to a shop.
 */
final class Orders_Told extends Check {

	private const LONG = HOUR_IN_SECONDS;

	private const SHOWN = 5;

	/**
	 * Built by the list.
	 *
	 * @param Order_Events $events What is told.
	 */
	public function __construct( private Order_Events $events ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'orders';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Orders told to Alter', 'alter-connector' );
	}

	/**
	 * Looks at the local table.
	 */
	public function run(): Result {
		$oldest = $this->events->oldest_waiting();
		if ( null !== $oldest && $oldest < time() - self::LONG ) {
			return Result::critical(
				/* translators: %s: a duration such as "2 hours". */
				sprintf( __( 'Alter has not heard of orders for %s.', 'alter-connector' ), human_time_diff( $oldest, time() ) ),
				__( 'Nothing is lost: they are sent as soon as the connector takes them. Until then Alter produces nothing of them.', 'alter-connector' ),
				__( 'See that the connector answers and that scheduled jobs run.', 'alter-connector' ),
				admin_url( 'admin.php?page=wc-status&tab=action-scheduler&status=pending&s=alter_connector' )
			);
		}
		$refused = $this->events->refused( 100 );
		if ( ! $refused ) {
			return Result::good( __( 'Alter hears of every order with a customised product.', 'alter-connector' ) );
		}
		$orders = array_values( array_unique( array_map( static fn( Order_Row $row ): int => $row->order_id, $refused ) ) );
		return Result::recommended(
			/* translators: %s: a number. */
			sprintf( _n( '%s order needs a look: Alter was not told of it, or could not be asked.', '%s orders need a look: Alter was not told of them, or could not be asked.', count( $orders ), 'alter-connector' ), number_format_i18n( count( $orders ) ) ),
			/* translators: %s: numbers of orders. */
			sprintf( __( 'By their numbers in the database: %s.', 'alter-connector' ), implode( ', ', array_slice( $orders, 0, self::SHOWN ) ) . ( count( $orders ) > self::SHOWN ? ', …' : '' ) ),
			__( 'Read the notes of these orders, correct what they name, then run "wp alter orders retry", or change the order.', 'alter-connector' ),
			admin_url( OrderUtil::custom_orders_table_usage_is_enabled() ? 'admin.php?page=wc-orders' : 'edit.php?post_type=shop_order' )
		);
	}
}
