<?php
/**
 * Brings bindings to the connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Backlog;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Connection;
use AlterConnector\State\Connections;
use AlterConnector\State\Outcomes;
use AlterConnector\State\Wanted;

/**
 * Sends claimed rows, asks for Alter's answers, and writes both into the mirror. Whoever calls has asked
 * `Standing::may_write()`.
 */
final class Sender {

	/**
	 * Rows of one call.
	 */
	public const BATCH = 100;

	/**
	 * The pause after a refusal that no retry mends; `Standing` decides meanwhile.
	 */
	private const AFTER_REFUSAL = 900;

	/**
	 * Built once, by the plugin.
	 *
	 * @param Client      $client      The door to the connector.
	 * @param Connections $connections Whose token goes along.
	 * @param Backlog     $backlog     What is on its way.
	 * @param Outcomes    $outcomes    What came of it.
	 */
	public function __construct(
		private Client $client,
		private Connections $connections,
		private Backlog $backlog,
		private Outcomes $outcomes
	) {}

	/**
	 * Sends rows.
	 *
	 * @param array<int, Binding_Row> $rows    Claimed, at most BATCH.
	 * @param string                  $owner   Who claimed them.
	 * @param int                     $wait    Seconds that the connector may wait for Alter; 0 for none.
	 * @param int                     $seconds The longest the call may take.
	 */
	public function send( array $rows, string $owner, int $wait, int $seconds ): Round {
		$rows       = array_values( $rows );
		$connection = $this->connections->fresh();
		if ( null === $connection || ! $rows ) {
			$this->backlog->release( $owner, time() );
			// Disconnected a moment ago: what was given back is not to be claimed by the next turn.
			return new Round( 0, null === $connection ? self::AFTER_REFUSAL : null );
		}
		try {
			$this->retry_refused( $connection, $rows, $seconds );
			$answer = $this->put( $connection, $rows, $wait, $seconds );
		} catch ( Refused $refusal ) {
			return $this->refused( $refusal, $rows, $owner );
		} catch ( Unreachable $silence ) {
			return $this->unreached( $silence, $rows, $owner );
		}
		return $this->take( $answer, $rows, $owner );
	}

	/**
	 * The call.
	 *
	 * @param Connection        $connection Whose token is used.
	 * @param list<Binding_Row> $rows       Claimed.
	 * @param int               $wait       Seconds that the connector may wait for Alter; 0 for none.
	 * @param int               $seconds    The longest it may take.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer, or something else did.
	 */
	private function put( Connection $connection, array $rows, int $wait, int $seconds ): Answer {
		$headers = $wait > 0 ? array( 'Prefer' => "wait={$wait}" ) : array();
		$body    = array( 'bindings' => array_map( array( self::class, 'item' ), $rows ) );
		$answer  = $this->client->call( $connection, 'PUT', '/v1/bindings', $body, array(), $headers, $seconds );
		if ( ! is_int( $answer->json['accepted'] ?? null ) ) {
			throw new Unreachable( Unreachable::STRANGER, __( 'What answered did not say what it took: something else than the connector.', 'alter-connector' ) );
		}
		return $answer;
	}

	/**
	 * Asks what came of rows that the connector took.
	 *
	 * @param array<int, Binding_Row> $rows    At most BATCH.
	 * @param int                     $seconds The longest the call may take.
	 */
	public function ask( array $rows, int $seconds ): Round {
		$connection = $this->connections->fresh();
		if ( null === $connection || ! $rows ) {
			return new Round( 0 );
		}
		$query = array(
			'externalProductId' => implode( ',', array_unique( array_column( $rows, 'external_product_id' ) ) ),
			'limit'             => 500,
		);
		try {
			$answer = $this->client->call( $connection, 'GET', '/v1/bindings', null, $query, array(), $seconds );
		} catch ( Refused $refusal ) {
			return new Round( 0, $this->pause_after( $refusal ) );
		} catch ( Unreachable $silence ) {
			return new Round( 0, $silence->retry_after ?? Backoff::after_failure( 1 ) );
		}
		if ( ! is_array( $answer->json['items'] ?? null ) ) {
			return new Round( 0, Backoff::after_failure( 1 ) );
		}
		return new Round( $this->settle( $rows, $answer->json['items'], true ) );
	}

	/**
	 * A row as the contract has it. Without a design the connector keeps the one it has.
	 *
	 * @param Binding_Row $row The mirror's.
	 * @return array<string, string|int>
	 */
	public static function item( Binding_Row $row ): array {
		$item = array(
			'externalProductId' => $row->external_product_id,
			'runtimeType'       => $row->runtime_type,
			'status'            => $row->wanted,
		);
		if ( '' !== $row->local && Wanted::ARCHIVED !== $row->wanted ) {
			return $item + array( 'localDesignId' => $row->local );
		}
		return 0 === $row->design_id || '' !== $row->local ? $item : $item + array( 'designId' => $row->design_id );
	}

	/**
	 * What the connector has word for word, and Alter refused, it would not send again by itself.
	 *
	 * @param Connection        $connection Whose token goes along.
	 * @param list<Binding_Row> $rows       Claimed.
	 * @param int               $seconds    The longest the call may take.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function retry_refused( Connection $connection, array $rows, int $seconds ): void {
		$ids = array();
		foreach ( $rows as $row ) {
			if ( '' !== $row->binding_id && $row->sent_hash === $row->wanted_hash ) {
				$ids[] = $row->binding_id;
			}
		}
		if ( $ids ) {
			$this->client->call( $connection, 'POST', '/v1/sync/retry', array( 'bindingIds' => $ids ), array(), array(), $seconds );
		}
	}

	/**
	 * Takes the answer to a `PUT`.
	 *
	 * @param Answer            $answer The connector's.
	 * @param list<Binding_Row> $rows   As they were sent.
	 * @param string            $owner  Who claimed them.
	 */
	private function take( Answer $answer, array $rows, string $owner ): Round {
		$now      = time();
		$rejected = array();
		foreach ( (array) ( $answer->json['rejected'] ?? array() ) as $item ) {
			$index = is_array( $item ) && is_int( $item['index'] ?? null ) ? $item['index'] : -1;
			if ( isset( $rows[ $index ] ) ) {
				$rejected[ $index ] = true;
				$this->outcomes->refused( $rows[ $index ], self::text( $item, 'code' ), self::text( $item, 'detail' ), $now );
			}
		}
		$this->outcomes->accepted( array_values( array_diff_key( $rows, $rejected ) ), $owner, $now + Backoff::before_look( 0 ) );
		$this->backlog->release( $owner, $now );
		$this->settle( array_diff_key( $rows, $rejected ), $answer->json['bindings'] ?? array(), false );
		return new Round( count( $rows ) );
	}

	/**
	 * Writes what the connector tells of rows that it took.
	 *
	 * @param array<int, Binding_Row> $rows     As they were sent.
	 * @param mixed                   $items    Bindings as decoded from JSON.
	 * @param bool                    $is_whole Whether a row that is not told of is not there.
	 * @return int How many have their answer.
	 */
	private function settle( array $rows, mixed $items, bool $is_whole ): int {
		$told = array();
		foreach ( is_array( $items ) ? $items : array() as $item ) {
			$binding = Told_Binding::from_item( $item );
			if ( null !== $binding ) {
				$told[ $binding->key() ] = $binding;
			}
		}
		$settled = 0;
		foreach ( $rows as $row ) {
			$binding = $told[ Told_Binding::key_of( $row->external_product_id, $row->runtime_type ) ] ?? null;
			if ( null !== $binding || $is_whole ) {
				$settled += $this->settle_one( $row, $binding );
			}
		}
		return $settled;
	}

	/**
	 * Writes what the connector tells of one row.
	 *
	 * @param Binding_Row       $row  As it was sent.
	 * @param Told_Binding|null $told Null when the connector has none.
	 * @return int 1 when it has its answer.
	 */
	private function settle_one( Binding_Row $row, ?Told_Binding $told ): int {
		$now  = time();
		$next = $now + Backoff::before_look( $row->attempts );
		if ( null === $told || ! $told->matches( $row ) ) {
			$this->outcomes->differs( $row, $next );
			return 0;
		}
		if ( Binding_Row::SYNCED === $told->state ) {
			$this->outcomes->synced( $row, $told->binding_id, $told->synced_at ?? $now );
			return 1;
		}
		if ( Binding_Row::FAILED === $told->state ) {
			$this->outcomes->failed( $row, $told->binding_id, $told->code, $told->detail, $told->upstream_status, $now );
			return 1;
		}
		$this->outcomes->waits( $row, $told->binding_id, $told->code, $told->detail, $next );
		return 0;
	}

	/**
	 * The whole call was refused: nothing of it is judged.
	 *
	 * @param Refused           $refusal What the connector said.
	 * @param list<Binding_Row> $rows    Claimed.
	 * @param string            $owner   Who claimed them.
	 */
	private function refused( Refused $refusal, array $rows, string $owner ): Round {
		$pause = $this->pause_after( $refusal );
		$next  = static fn( int $attempts ): int => time() + max( $pause, Backoff::after_failure( $attempts, $refusal->retry_after ) );
		$this->backlog->postpone( $rows, $owner, $refusal->reason, $refusal->getMessage(), $next );
		return new Round( 0, $pause );
	}

	/**
	 * Nobody knows what became of the call.
	 *
	 * @param Unreachable       $silence Why.
	 * @param list<Binding_Row> $rows    Claimed.
	 * @param string            $owner   Who claimed them.
	 */
	private function unreached( Unreachable $silence, array $rows, string $owner ): Round {
		$was_tried = Unreachable::PAUSED !== $silence->reason;
		$next      = static fn( int $attempts ): int => time() + Backoff::after_failure( max( 1, $attempts ), $silence->retry_after );
		$this->backlog->postpone( $rows, $owner, "local.{$silence->reason}", $silence->getMessage(), $next, $was_tried );
		return new Round( 0, $silence->retry_after ?? Backoff::after_failure( 1 ) );
	}

	/**
	 * Seconds to leave the connector alone after a refusal; tells of one that is no wish for patience.
	 *
	 * @param Refused $refusal What the connector said.
	 */
	private function pause_after( Refused $refusal ): int {
		if ( in_array( $refusal->status, array( 429, 502, 503, 504 ), true ) ) {
			return $refusal->retry_after ?? Backoff::after_failure( 1 );
		}
		/**
		 * The connector refused a call that it should have taken.
		 *
		 * @param Refused $refusal What it said.
		 */
		do_action( 'alter_connector_refused', $refusal );
		return $refusal->retry_after ?? self::AFTER_REFUSAL;
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
