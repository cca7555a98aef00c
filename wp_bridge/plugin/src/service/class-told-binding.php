<?php
/**
 * A binding as the connector tells it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Gmt;
use AlterConnector\State\Wanted;

/**
 * An item of `GET /v1/bindings`, or of `PUT` with `Prefer: wait`. Pure.
 */
final class Told_Binding {

	/**
	 * Built by `from_item`.
	 *
	 * @param string   $external_product_id Whose.
	 * @param string   $runtime_type        Which.
	 * @param string   $binding_id          The connector's id.
	 * @param string   $status              As the contract has it.
	 * @param int|null $design_id           Null for none, or a local one.
	 * @param string   $local               The connector's id of a local one; empty for none.
	 * @param string   $state               synced, pending or failed.
	 * @param string   $code                Alter's or the connector's; may be empty.
	 * @param string   $detail              English, untrusted.
	 * @param int      $upstream_status     Alter's; 0 for none.
	 * @param int|null $synced_at           Unix seconds.
	 */
	private function __construct(
		public string $external_product_id,
		public string $runtime_type,
		public string $binding_id,
		public string $status,
		public ?int $design_id,
		public string $local,
		public string $state,
		public string $code,
		public string $detail,
		public int $upstream_status,
		public ?int $synced_at
	) {}

	/**
	 * From JSON; null for something that is no binding.
	 *
	 * @param mixed $item As it was decoded.
	 */
	public static function from_item( mixed $item ): ?self {
		if ( ! is_array( $item ) ) {
			return null;
		}
		foreach ( array( 'externalProductId', 'runtimeType', 'bindingId', 'status' ) as $key ) {
			if ( ! is_string( $item[ $key ] ?? null ) || '' === $item[ $key ] ) {
				return null;
			}
		}
		if ( 1 !== preg_match( '/^[\x21-\x7e]{1,64}$/D', $item['bindingId'] ) ) {
			// The mirror's column takes no more; its row would stay as it is, and be asked about for ever.
			return null;
		}
		$sync  = is_array( $item['sync'] ?? null ) ? $item['sync'] : array();
		$state = $sync['state'] ?? null;
		if ( ! in_array( $state, array( Binding_Row::SYNCED, Binding_Row::PENDING, Binding_Row::FAILED ), true ) ) {
			return null;
		}
		return new self(
			$item['externalProductId'],
			$item['runtimeType'],
			$item['bindingId'],
			$item['status'],
			is_int( $item['designId'] ?? null ) ? $item['designId'] : null,
			is_string( $item['localDesignId'] ?? null ) ? $item['localDesignId'] : '',
			$state,
			is_string( $sync['code'] ?? null ) ? $sync['code'] : '',
			is_string( $sync['detail'] ?? null ) ? $sync['detail'] : '',
			is_int( $sync['upstreamStatus'] ?? null ) ? max( 0, min( 999, $sync['upstreamStatus'] ) ) : 0,
			Gmt::seconds( $sync['syncedAt'] ?? null )
		);
	}

	/**
	 * What it is found by.
	 */
	public function key(): string {
		return self::key_of( $this->external_product_id, $this->runtime_type );
	}

	/**
	 * What a row is found by.
	 *
	 * @param string $external_product_id Whose.
	 * @param string $runtime_type        Which.
	 */
	public static function key_of( string $external_product_id, string $runtime_type ): string {
		return "{$external_product_id} {$runtime_type}";
	}

	/**
	 * Whether the connector wants what the shop wants. Of an archived binding the design says nothing.
	 *
	 * @param Binding_Row $row The mirror's.
	 */
	public function matches( Binding_Row $row ): bool {
		// Of a local design the connector names no number of Alter's.
		$is_same = $this->local === $row->local && ( '' !== $row->local || $this->design_id === $row->design_id );
		return $this->status === $row->wanted && ( Wanted::ARCHIVED === $row->wanted || $is_same );
	}
}
