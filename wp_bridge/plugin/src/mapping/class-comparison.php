<?php
/**
 * Compares, each night, what the connector has with what the mirror says.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\Service\Backoff;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Told_Binding;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Differences;

/**
 * Page by page, over as many runs of the job as it takes. What differs, or is missing there, goes out again; what the
 * connector has and nobody here knows of is listed for people and left alone: another plugin may have made it.
 */
final class Comparison {

	private const PAGE = 500;

	private const CALL_SECONDS = 10;

	/**
	 * Built once, by the room.
	 *
	 * @param Client      $client      The door to the connector.
	 * @param Connections $connections Whose token goes along.
	 * @param Differences $differences How far it came and what it found.
	 */
	public function __construct(
		private Client $client,
		private Connections $connections,
		private Differences $differences
	) {}

	/**
	 * A new comparison begins.
	 */
	public function start(): void {
		$this->differences->start( time() );
	}

	/**
	 * Whether one is under way.
	 */
	public function is_under_way(): bool {
		return $this->differences->is_under_way();
	}

	/**
	 * Compares until it is through or the time is up.
	 *
	 * @param float $deadline As microtime( true ) counts.
	 * @return int|null Seconds to leave the connector alone; null when it answered.
	 */
	public function run( float $deadline ): ?int {
		while ( $this->is_under_way() && microtime( true ) < $deadline ) {
			$pause = $this->page();
			if ( null !== $pause ) {
				return $pause;
			}
		}
		return null;
	}

	/**
	 * One page.
	 */
	private function page(): ?int {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return Backoff::after_failure( 1 );
		}
		$cursor = $this->differences->cursor();
		$query  = array( 'limit' => self::PAGE ) + ( '' === $cursor ? array() : array( 'cursor' => $cursor ) );
		try {
			$answer = $this->client->call( $connection, 'GET', '/v1/bindings', null, $query, array(), self::CALL_SECONDS );
		} catch ( Refused $refusal ) {
			if ( 422 === $refusal->status ) {
				// The cursor is none any more: the connector was updated meanwhile.
				$this->start();
			}
			return $refusal->retry_after ?? Backoff::after_failure( 3 );
		} catch ( Unreachable $silence ) {
			return $silence->retry_after ?? Backoff::after_failure( 1 );
		}
		$items = $answer->json['items'] ?? null;
		if ( ! is_array( $items ) ) {
			// Some JSON of a stranger's. Taken for an empty list it would send everything again.
			return Backoff::after_failure( 3 );
		}
		$told  = array_filter( array_map( array( Told_Binding::class, 'from_item' ), $items ) );
		$next  = is_string( $answer->json['nextCursor'] ?? null ) ? $answer->json['nextCursor'] : '';
		$this->differences->take( $this->compared( array_values( $told ) ), $next, count( $told ) );
		return null;
	}

	/**
	 * One page against the mirror.
	 *
	 * @param list<Told_Binding> $told The connector's.
	 * @return array{seen: list<int>, different: list<int>, unknown: list<array<string, string>>}
	 */
	private function compared( array $told ): array {
		$rows = array();
		foreach ( $this->differences->rows_of( array_column( $told, 'external_product_id' ) ) as $row ) {
			$rows[ Told_Binding::key_of( $row->external_product_id, $row->runtime_type ) ] = $row;
		}
		$found = array(
			'seen'      => array(),
			'different' => array(),
			'unknown'   => array(),
		);
		foreach ( $told as $binding ) {
			$row = $rows[ $binding->key() ] ?? null;
			if ( null !== $row ) {
				$found[ $binding->matches( $row ) ? 'seen' : 'different' ][] = $row->id;
			} elseif ( 'archived' !== $binding->status ) {
				$found['unknown'][] = array(
					'product' => $binding->external_product_id,
					'type'    => $binding->runtime_type,
					'status'  => $binding->status,
				);
			}
		}
		return $found;
	}
}
