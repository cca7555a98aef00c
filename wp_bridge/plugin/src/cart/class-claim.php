<?php
/**
 * A claim as the connector answered it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * What Alter says of an order that now belongs to this visitor's cart. Pure.
 */
final class Claim {

	/**
	 * More lines than a click of Alter's makes; a cart of thousands would only hurt the shop.
	 */
	private const MOST = 200;

	/**
	 * Built by `from_json`.
	 *
	 * @param string           $id             The connector's.
	 * @param int              $alter_order_id The order.
	 * @param list<Claim_Line> $lines          What it has of each variant; never empty.
	 * @param string           $design_name    For people; may be empty.
	 * @param string|null      $picture_url    Of the design.
	 */
	private function __construct(
		public string $id,
		public int $alter_order_id,
		public array $lines,
		public string $design_name,
		public ?string $picture_url
	) {}

	/**
	 * From the answer of `POST /v1/cart/claims`. Lines of nothing are left out.
	 *
	 * @param array<string, mixed> $json     The answer's JSON.
	 * @param string               $language Two letters; names come in several.
	 * @throws \UnexpectedValueException When it can not be read: half an order must not be sold.
	 */
	public static function from_json( array $json, string $language ): self {
		$number = Line::id( $json['alterOrderId'] ?? null );
		$items  = $json['lines'] ?? null;
		if ( null === $number || ! is_string( $json['claimId'] ?? null ) || ! is_array( $items ) || count( $items ) > self::MOST ) {
			throw new \UnexpectedValueException( 'The claim can not be read.' );
		}
		$lines = array();
		foreach ( $items as $item ) {
			$line = Claim_Line::from_json( $item, $language );
			if ( $line->quantity > 0 ) {
				$lines[] = $line;
			}
		}
		if ( ! $lines || count( array_column( $lines, null, 'detail_id' ) ) !== count( $lines ) ) {
			throw new \UnexpectedValueException( 'The order has no lines, or one of them twice.' );
		}
		$picture = $json['thumbnailUrl'] ?? null;
		return new self( $json['claimId'], $number, $lines, Line::text( $json['designName'] ?? null, 100 ), is_string( $picture ) ? $picture : null );
	}
}
