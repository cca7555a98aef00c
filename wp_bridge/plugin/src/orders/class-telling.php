<?php
/**
 * Tells the connector of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Answer;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Outbox;
use AlterConnector\State\Order_Row;

/**
 * Sends an event, and asks later what came of it at Alter.
 */
final class Telling {

	private const CALL_SECONDS = 10;

	/**
	 * The connector knows the order by a higher sequence than this site: how often the row rises above it.
	 */
	private const MOST_RISES = 3;

	/**
	 * Built once, by the room.
	 *
	 * @param Client       $client The door to the connector.
	 * @param Order_Events $events The rows.
	 * @param Order_Outbox $outbox Those under way.
	 * @param Marks        $marks  What the owner sees of it.
	 */
	public function __construct( private Client $client, private Order_Events $events, private Order_Outbox $outbox, private Marks $marks ) {}

	/**
	 * Sends an event.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed.
	 */
	public function send( Connection $connection, Order_Row $row ): Verdict {
		try {
			$answer   = $this->post( $connection, $row );
			$accepted = $answer->json['accepted'];
			if ( $this->is_behind( $row, $accepted ) ) {
				return $this->rise( $connection, $row );
			}
		} catch ( Refused $refusal ) {
			return $this->refused( $refusal, $row );
		} catch ( Unreachable $silence ) {
			return Verdict::of_silence( $silence, $row );
		}
		$codes = self::codes( $accepted );
		$this->marks->heard( $row, $codes );
		if ( isset( $codes['orders.notOwner'] ) && count( $accepted ) === count( $codes['orders.notOwner'] ) ) {
			return Verdict::refused( 'orders.notOwner', Words::code( 'orders.notOwner' ) );
		}
		return 0 === ( $answer->json['jobs'] ?? null ) && ! $codes ? Verdict::done() : Verdict::pending();
	}

	/**
	 * The call.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed.
	 * @return Answer With a list of what was taken.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer, or something else did.
	 */
	private function post( Connection $connection, Order_Row $row ): Answer {
		$answer = $this->client->call( $connection, 'POST', '/v1/orders/events', self::body( $row ), array(), array(), self::CALL_SECONDS );
		if ( ! is_array( $answer->json['accepted'] ?? null ) ) {
			throw new Unreachable( Unreachable::STRANGER, __( 'What answered did not say what it took: something else than the connector.', 'alter-connector' ) );
		}
		return $answer;
	}

	/**
	 * Asks what came of an event.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        That the connector took.
	 */
	public function ask( Connection $connection, Order_Row $row ): Verdict {
		$newest = $this->events->last( $row->order_id );
		if ( null !== $newest && $newest->sequence > $row->sequence ) {
			// What Alter holds by now is asked about with the newer one.
			return Verdict::done();
		}
		try {
			$answer = $this->client->call( $connection, 'GET', "/v1/orders/{$row->order_id}", null, array(), array(), self::CALL_SECONDS );
		} catch ( Refused $refusal ) {
			// An order that was forgotten, or of which nothing was taken.
			return 404 === $refusal->status ? Verdict::done( $refusal->reason ) : $this->refused( $refusal, $row );
		} catch ( Unreachable $silence ) {
			return Verdict::of_silence( $silence, $row );
		}
		return $this->judge( $row, $answer->json['alterOrders'] ?? null );
	}

	/**
	 * What the connector tells of the Alter orders of one order.
	 *
	 * @param Order_Row $row  The event.
	 * @param mixed     $told Decoded JSON.
	 */
	private function judge( Order_Row $row, mixed $told ): Verdict {
		$codes   = array();
		$failure = null;
		$waiting = null;
		foreach ( is_array( $told ) ? $told : array() as $one ) {
			$sync = is_array( $one['sync'] ?? null ) ? $one['sync'] : array();
			foreach ( (array) ( $one['notes'] ?? array() ) as $code ) {
				if ( is_string( $code ) ) {
					$codes[ $code ][] = (int) ( $one['alterOrderId'] ?? 0 );
				}
			}
			if ( 'failed' === ( $sync['state'] ?? '' ) ) {
				$failure = $sync;
			} elseif ( 'synced' !== ( $sync['state'] ?? '' ) ) {
				$waiting = $sync;
			}
		}
		$this->marks->heard( $row, $codes );
		if ( null !== $failure ) {
			$this->marks->refused( $row, self::text( $failure, 'code' ), self::text( $failure, 'detail' ) );
			return Verdict::refused( self::text( $failure, 'code' ), self::text( $failure, 'detail' ) );
		}
		if ( null !== $waiting ) {
			return Verdict::pending( $row->attempts + 1, self::text( $waiting, 'code' ), self::text( $waiting, 'detail' ) );
		}
		$this->marks->settled( $row );
		return Verdict::done();
	}

	/**
	 * The body of the contract.
	 *
	 * @param Order_Row $row An event.
	 * @return array<string, mixed>
	 */
	public static function body( Order_Row $row ): array {
		return array(
			'event'      => $row->kind,
			'orderId'    => $row->order_id,
			'status'     => '' === $row->status ? 'unknown' : $row->status,
			'sequence'   => $row->sequence,
			'modifiedAt' => gmdate( 'Y-m-d\TH:i:s\Z', $row->modified_at ),
			'lines'      => $row->lines(),
		);
	}

	/**
	 * Alter orders by the codes that the connector said of them. What says that nothing was new is none.
	 *
	 * @param array<mixed> $accepted Decoded JSON.
	 * @return array<string, list<int>>
	 */
	public static function codes( array $accepted ): array {
		$found = array();
		foreach ( $accepted as $one ) {
			$code = is_array( $one ) && is_string( $one['code'] ?? null ) ? $one['code'] : '';
			if ( '' !== $code && ! in_array( $code, array( 'orders.sameEvent', 'orders.stale', 'orders.erased' ), true ) ) {
				$found[ $code ][] = (int) ( $one['alterOrderId'] ?? 0 );
			}
		}
		return $found;
	}

	/**
	 * Whether the connector took nothing of it because it knows of something newer: this site's table came from a backup.
	 *
	 * @param Order_Row    $row      As it was sent.
	 * @param array<mixed> $accepted Decoded JSON.
	 */
	private function is_behind( Order_Row $row, array $accepted ): bool {
		$stale = array_filter( $accepted, static fn( mixed $one ): bool => is_array( $one ) && 'orders.stale' === ( $one['code'] ?? '' ) );
		return $stale && count( $stale ) === count( $accepted ) && $row->attempts < self::MOST_RISES;
	}

	/**
	 * Sends it again, above what the connector has heard.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        As it was sent.
	 */
	private function rise( Connection $connection, Order_Row $row ): Verdict {
		$answer  = $this->client->call( $connection, 'GET', "/v1/orders/{$row->order_id}", null, array(), array(), self::CALL_SECONDS );
		$highest = 0;
		foreach ( (array) ( $answer->json['alterOrders'] ?? array() ) as $one ) {
			$highest = max( $highest, is_array( $one ) ? (int) ( $one['sequence'] ?? 0 ) : 0 );
		}
		$this->outbox->rise( $row, $highest );
		return Verdict::again( 'orders.stale' );
	}

	/**
	 * A refusal of the whole call. One that is no wish for patience is told.
	 *
	 * @param Refused   $refusal What the connector said.
	 * @param Order_Row $row     What was asked.
	 */
	private function refused( Refused $refusal, Order_Row $row ): Verdict {
		$verdict = Verdict::of_refusal( $refusal, $row );
		if ( Order_Row::REFUSED === $verdict->state ) {
			$this->marks->refused( $row, $refusal->reason, $refusal->getMessage() );
		}
		if ( ! in_array( $refusal->status, array( 429, 502, 503, 504 ), true ) ) {
			/**
			 * This action is documented in src/service/class-sender.php
			 */
			do_action( 'alter_connector_refused', $refusal );
		}
		return $verdict;
	}

	/**
	 * A text of an answer.
	 *
	 * @param array<string, mixed> $item Decoded JSON.
	 * @param string               $key  Which.
	 */
	private static function text( array $item, string $key ): string {
		return is_string( $item[ $key ] ?? null ) ? $item[ $key ] : '';
	}
}
