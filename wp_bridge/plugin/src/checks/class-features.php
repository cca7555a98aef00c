<?php
/**
 * How this WooCommerce keeps orders and builds its checkout.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * Every combination works; support wants to know which one it is.
 */
final class Features extends Check {

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'features';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Orders and checkout', 'alter-connector' );
	}

	/**
	 * Looks at the shop's settings.
	 */
	public function run(): Result {
		$orders   = OrderUtil::custom_orders_table_usage_is_enabled()
			? __( 'Orders are in WooCommerce\'s own tables (HPOS).', 'alter-connector' )
			: __( 'Orders are in WordPress\' posts table.', 'alter-connector' );
		$checkout = has_block( 'woocommerce/checkout', (int) wc_get_page_id( 'checkout' ) )
			? __( 'The checkout is made of blocks.', 'alter-connector' )
			: __( 'The checkout is the classic one.', 'alter-connector' );
		return Result::good( __( 'This plugin works with how the shop keeps orders and builds its checkout.', 'alter-connector' ), "{$orders} {$checkout}" );
	}
}
