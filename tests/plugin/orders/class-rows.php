<?php
/**
 * Rows as the database would answer them.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\State\Order_Row;

/**
 * Builds rows for tests.
 */
final class Rows {

	/**
	 * A row; what is not named is that of a delivered event.
	 *
	 * @param array<string, string|null> $changes Columns.
	 */
	public static function row( array $changes = array() ): Order_Row {
		return Order_Row::from_row(
			$changes + array(
				'id'              => '1',
				'order_id'        => '55',
				'sequence'        => '1000',
				'kind'            => 'created',
				'status'          => 'processing',
				'modified_at'     => '2026-06-01 10:00:00',
				'content'         => '{"lines":[{"alterOrderId":123,"orderDetailId":987,"quantity":2}],"refunded":0}',
				'content_hash'    => '',
				'state'           => 'done',
				'code'            => '',
				'detail'          => '',
				'attempts'        => '0',
				'next_attempt_at' => null,
				'created_at'      => '2026-06-01 10:00:00',
				'updated_at'      => '2026-06-01 10:00:00',
			)
		);
	}
}
