<?php
/**
 * Copies the pictures of an order's items.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Client;
use AlterConnector\Service\Pictures;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Line;
use AlterConnector\State\Mirror;
use AlterConnector\State\Order_Row;

/**
 * Task `picture`: once, so that mails and screens show what was sold without calling anybody, also when the design has
 * another picture by then. The design's mockup or Alter's preview, as the connector chooses; without both, WooCommerce
 * shows the product's picture as ever.
 */
final class Picture_Task {

	private const CALL_SECONDS = 10;

	/**
	 * A picture is no order: after about a day it is left.
	 */
	private const MOST_TRIES = 30;

	/**
	 * Built once, by the room.
	 *
	 * @param Client   $client   The door to the connector.
	 * @param Pictures $pictures Fetches them.
	 * @param Mirror   $mirror   Knows designs of products.
	 */
	public function __construct( private Client $client, private Pictures $pictures, private Mirror $mirror ) {}

	/**
	 * Runs the task.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed.
	 */
	public function run( Connection $connection, Order_Row $row ): Verdict {
		$order = wc_get_order( $row->order_id );
		$known = array();
		try {
			foreach ( $order instanceof \WC_Order ? Items::of( $order ) : array() as list( $item, $line ) ) {
				if ( '' !== (string) $item->get_meta( Items::PICTURE ) ) {
					continue;
				}
				$key           = $line->design_id . ' ' . $line->external_product_id . ' ' . $line->picture_url;
				$known[ $key ] = array_key_exists( $key, $known ) ? $known[ $key ] : $this->copy( $connection, $line );
				if ( null !== $known[ $key ] ) {
					$item->update_meta_data( Items::PICTURE, $known[ $key ] );
					$item->save_meta_data();
				}
			}
		} catch ( Refused $refusal ) {
			return $this->failed( Verdict::of_refusal( $refusal, $row ), $row );
		} catch ( Unreachable $silence ) {
			return $this->failed( Verdict::of_silence( $silence, $row ), $row );
		}
		return Verdict::done();
	}

	/**
	 * Copies a line's picture.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Line       $line       What was sold.
	 * @return string|null The copy's address; null when there is none.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function copy( Connection $connection, Line $line ): ?string {
		$path  = Pictures::path( $line->picture_url );
		$bytes = null === $path ? null : $this->pictures->fetch( $path );
		if ( null === $bytes ) {
			// None came with the line, or its address is over.
			$path  = Pictures::path( $this->of_design( $connection, $line ) );
			$bytes = null === $path ? null : $this->pictures->fetch( $path );
		}
		$url = null === $bytes ? null : Picture_Files::keep( $bytes );
		if ( null !== $url ) {
			Known_Pictures::remember( $line->design_id, $url );
		}
		return $url;
	}

	/**
	 * The picture's address that the connector names for a design.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Line       $line       What was sold.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function of_design( Connection $connection, Line $line ): ?string {
		list( $design, $name ) = $this->design( $line );
		if ( 0 === $design ) {
			return null;
		}
		$query  = array( 'limit' => 50 ) + ( '' === $name ? array() : array( 'search' => $name ) );
		$answer = $this->client->call( $connection, 'GET', '/v1/designs', null, $query, array(), self::CALL_SECONDS );
		foreach ( (array) ( $answer->json['items'] ?? array() ) as $one ) {
			if ( is_array( $one ) && (int) ( $one['designId'] ?? 0 ) === $design ) {
				return is_string( $one['thumbnailUrl'] ?? null ) ? $one['thumbnailUrl'] : null;
			}
		}
		return null;
	}

	/**
	 * The design of a line: its own, else what its product is mapped to.
	 *
	 * @param Line $line What was sold.
	 * @return array{int, string} Number and name.
	 */
	private function design( Line $line ): array {
		if ( $line->design_id > 0 && '' !== $line->design_name ) {
			return array( $line->design_id, $line->design_name );
		}
		foreach ( $this->mirror->by_external( array( $line->external_product_id ) ) as $row ) {
			if ( $row->design_id > 0 && in_array( $line->design_id, array( 0, $row->design_id ), true ) ) {
				return array( $row->design_id, $row->design_name );
			}
		}
		return array( $line->design_id, $line->design_name );
	}

	/**
	 * Another try, or none.
	 *
	 * @param Verdict   $verdict What came of this one.
	 * @param Order_Row $row     The task.
	 */
	private function failed( Verdict $verdict, Order_Row $row ): Verdict {
		return $row->attempts >= self::MOST_TRIES ? Verdict::done( $verdict->code, $verdict->detail ) : $verdict;
	}
}
