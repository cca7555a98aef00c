<?php
/**
 * Looks whether Alter will produce what was paid for.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Order_Outbox;
use AlterConnector\State\Order_Row;

/**
 * Task `check`: reads the Alter orders of a paid order again and compares them with what was sold. A cart can be edited
 * in another tab until the order is paid; this is the last look before production.
 */
final class Paid_Check {

	private const CALL_SECONDS = 20;

	/**
	 * Ids that one export takes.
	 */
	private const MOST = 100;

	/**
	 * An Alter that could not be asked is asked again, for days.
	 */
	private const MOST_TRIES = 150;

	/**
	 * Built once, by the room.
	 *
	 * @param Client       $client The door to the connector.
	 * @param Order_Outbox $outbox Rows under way.
	 * @param Marks        $marks  What the owner sees.
	 */
	public function __construct( private Client $client, private Order_Outbox $outbox, private Marks $marks ) {}

	/**
	 * Runs the task.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed.
	 */
	public function run( Connection $connection, Order_Row $row ): Verdict {
		$order = wc_get_order( $row->order_id );
		$sold  = $order instanceof \WC_Order ? self::sold( $order ) : array();
		if ( ! $sold ) {
			return Verdict::done();
		}
		if ( $this->outbox->is_telling( $row->order_id ) ) {
			// Until what was told is at Alter, quantities differ by right.
			return Verdict::waits( $row, 'local.telling' );
		}
		try {
			$held = $this->held( $connection, $row->order_id, array_values( array_unique( array_column( $sold, 'order' ) ) ) );
		} catch ( Refused $refusal ) {
			return Verdict::of_refusal( $refusal, $row );
		} catch ( Unreachable $silence ) {
			return Verdict::of_silence( $silence, $row );
		}
		if ( null === $held ) {
			return $row->attempts < self::MOST_TRIES
				? Verdict::retry( $row, 'local.alterSilent' )
				: Verdict::refused( 'local.alterSilent', __( 'Alter could not be asked about what was paid for.', 'alter-connector' ) );
		}
		// What follows another order is that order's to compare; of this one the mark says it.
		$own = array_filter( $sold, static fn( array $line ): bool => array_key_exists( $line['order'], $held ) );
		return $this->judge( $order, array_values( $own ), $held );
	}

	/**
	 * What was sold, as `Difference` compares it.
	 *
	 * @param \WC_Order $order The order.
	 * @return list<array{order: int, item: int|null, design: int, options: list<array{name: string, value: string}>, quantity: int, price: float|null, currency: string|null}>
	 */
	private static function sold( \WC_Order $order ): array {
		$sold = array();
		foreach ( Items::of( $order ) as list( $item, $line ) ) {
			if ( ! Items::is_told( $line ) ) {
				continue;
			}
			$is_alters_price = 'yes' === $item->get_meta( Items::PRICED );
			$sold[]          = array(
				'order'    => (int) $line->alter_order_id,
				'item'     => $line->order_detail_id,
				'design'   => $line->design_id,
				'options'  => $line->options,
				'quantity' => Items::wanted( $order, $item ),
				'price'    => $is_alters_price ? $line->unit_price : null,
				'currency' => $line->currency,
			);
		}
		return $sold;
	}

	/**
	 * Alter's orders as Alter has them, without those that follow another order; null when Alter could not be asked.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param int        $order_id   The order.
	 * @param list<int>  $ids        Their numbers.
	 * @return array<int, array<string, mixed>|null>|null
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function held( Connection $connection, int $order_id, array $ids ): ?array {
		$found = array_fill_keys( $ids, null );
		foreach ( array_chunk( $ids, self::MOST ) as $some ) {
			$answer = $this->client->call( $connection, 'GET', '/v1/orders/export', null, array( 'alterOrderIds' => implode( ',', $some ) ), array(), self::CALL_SECONDS );
			if ( true !== ( $answer->json['complete'] ?? null ) ) {
				return null;
			}
			foreach ( (array) ( $answer->json['alterOrders'] ?? array() ) as $one ) {
				$number = is_array( $one ) ? (int) ( $one['alterOrderId'] ?? 0 ) : 0;
				if ( ! array_key_exists( $number, $found ) ) {
					continue;
				}
				if ( ! in_array( $one['orderId'] ?? null, array( null, $order_id ), true ) ) {
					unset( $found[ $number ] );
				} elseif ( is_array( $one['atAlter'] ?? null ) ) {
					$found[ $number ] = $one['atAlter'];
				}
			}
		}
		return $found;
	}

	/**
	 * Compares, and tells the owner.
	 *
	 * @param \WC_Order                             $order The order.
	 * @param list<array<string, mixed>>            $sold  As in `sold`.
	 * @param array<int, array<string, mixed>|null> $held  As in `held`.
	 */
	private function judge( \WC_Order $order, array $sold, array $held ): Verdict {
		$differences = Difference::of( $sold, $held );
		if ( ! $differences ) {
			$this->marks->set( $order, Marks::DIFFERS, false );
			return Verdict::done();
		}
		$sentences = array_map( array( Words::class, 'difference' ), $differences );
		$text      = implode( ' ', $sentences );
		/* translators: %s: sentences about what differs. */
		$this->marks->note( $order, "differs:{$text}", sprintf( __( 'What Alter holds is not what was sold. %s Clear it up with the customer before it is produced.', 'alter-connector' ), $text ) );
		$this->marks->set( $order, Marks::DIFFERS, true );
		return Verdict::done( 'local.differs', $text );
	}
}
