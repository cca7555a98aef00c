<?php
/**
 * Claims what was sold while Alter was down.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connection;
use AlterConnector\State\Line;
use AlterConnector\State\Order_Row;

/**
 * Task `claim`: the order at Alter that the shopper's customizer made becomes the line's, if the connector says that it
 * is the shopper's. Until then Alter is told nothing of the line: the number came from a browser.
 */
final class Late_Claims {

	private const CALL_SECONDS = 15;

	/**
	 * Built once, by the room.
	 *
	 * @param Client   $client   The door to the connector.
	 * @param Recorder $recorder Tells of the order once it is known.
	 * @param Marks    $marks    What the owner sees.
	 */
	public function __construct( private Client $client, private Recorder $recorder, private Marks $marks ) {}

	/**
	 * Runs the task.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param Order_Row  $row        Claimed.
	 */
	public function run( Connection $connection, Order_Row $row ): Verdict {
		$order = wc_get_order( $row->order_id );
		if ( ! $order instanceof \WC_Order ) {
			return Verdict::done();
		}
		$refusal = null;
		foreach ( Items::of( $order ) as list( $item, $line ) ) {
			if ( ! Items::is_unclaimed( $line ) ) {
				continue;
			}
			try {
				$this->claim( $connection, $order, $item, $line );
			} catch ( Refused $said ) {
				if ( ! self::is_final( $said ) ) {
					return Verdict::of_refusal( $said, $row );
				}
				$refusal = $said;
				$this->lost( $order, $item, $said );
			} catch ( Unreachable $silence ) {
				return Verdict::of_silence( $silence, $row );
			}
		}
		if ( null !== $refusal ) {
			return Verdict::refused( $refusal->reason, $refusal->getMessage() );
		}
		$this->marks->set( $order, Marks::UNCHECKED, false );
		return Verdict::done();
	}

	/**
	 * Claims one line.
	 *
	 * @param Connection             $connection Whose token goes along.
	 * @param \WC_Order              $order      The order.
	 * @param \WC_Order_Item_Product $item       Its item.
	 * @param Line                   $line       What was sold.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	private function claim( Connection $connection, \WC_Order $order, \WC_Order_Item_Product $item, Line $line ): void {
		if ( null === $line->claim_key || '' === $line->session_ref ) {
			throw new Refused( 422, 'local.noDesign', Words::code( 'local.noDesign' ), array(), null );
		}
		$body   = array(
			'externalProductId' => $line->external_product_id,
			'runtimeType'       => $line->runtime,
			'alterOrderId'      => $line->hinted_order_id,
			'sessionRef'        => $line->session_ref,
			'claimKey'          => $line->claim_key,
		);
		$answer = $this->client->call( $connection, 'POST', '/v1/cart/claims', $body, array(), array(), self::CALL_SECONDS )->json;
		$pieces = array_values( array_filter( (array) ( $answer['lines'] ?? array() ), 'is_array' ) );
		$number = Line::id( $answer['alterOrderId'] ?? null );
		if ( null === $number || ! $pieces ) {
			throw new Refused( 422, 'local.emptyClaim', Words::code( 'local.emptyClaim' ), array(), null );
		}
		$this->take( $order, $item, $line, $number, $pieces, (string) ( $answer['claimId'] ?? '' ) );
	}

	/**
	 * Writes what the claim says into the item. Sold was one line; an order of several pieces is for a person.
	 *
	 * @param \WC_Order                  $order    The order.
	 * @param \WC_Order_Item_Product     $item     Its item.
	 * @param Line                       $line     What was sold.
	 * @param int                        $number   Alter's order.
	 * @param list<array<string, mixed>> $pieces   Its pieces.
	 * @param string                     $claim_id The connector's.
	 */
	private function take( \WC_Order $order, \WC_Order_Item_Product $item, Line $line, int $number, array $pieces, string $claim_id ): void {
		$piece   = $pieces[0];
		$texts   = Difference::texts( (array) ( $piece['options'] ?? array() ) );
		$known   = $line->with(
			array(
				'checked'       => true,
				'alterOrderId'  => $number,
				'options'       => self::options( $piece['options'] ?? null ),
				'orderDetailId' => 1 === count( $pieces ) ? Line::id( $piece['orderDetailId'] ?? null ) : null,
				'unitPrice'     => is_numeric( $piece['unitPrice'] ?? null ) ? (float) $piece['unitPrice'] : null,
				'currency'      => $piece['currency'] ?? null,
				'claimId'       => $claim_id,
				'hintedOrderId' => null,
				'claimKey'      => null,
			)
		);
		$is_sold = 1 === count( $pieces ) && (int) ( $piece['quantity'] ?? 0 ) === (int) $item->get_quantity() && self::agree( $item, $texts );
		Item_Writer::write( $item, $known );
		$item->save();
		$list = implode( ', ', array_merge( array( (int) ( $piece['quantity'] ?? 0 ) . ' ×' ), $texts ) );
		$text = $is_sold
			/* translators: 1: an item's name; 2: a number of an order at Alter; 3: a list such as "2 ×, M, Cotton". */
			? __( '"%1$s" was sold while Alter could not be asked. It is Alter\'s order %2$d (%3$s), as sold.', 'alter-connector' )
			/* translators: 1: an item's name; 2: a number of an order at Alter; 3: a list such as "2 ×, M, Cotton". */
			: __( '"%1$s" was sold while Alter could not be asked. It is Alter\'s order %2$d (%3$s), which is not what was sold: clear it up with the customer before it is produced.', 'alter-connector' );
		$this->marks->note( $order, "claimed:{$item->get_id()}", sprintf( $text, wp_strip_all_tags( $item->get_name() ), $number, $list ) );
		if ( ! $is_sold ) {
			$this->marks->set( $order, Marks::DIFFERS, true );
		}
		$this->recorder->look( $order->get_id() );
	}

	/**
	 * Whether each attribute of the sold variation is among Alter's texts.
	 *
	 * @param \WC_Order_Item_Product $item  The item.
	 * @param list<string>           $texts Of the claimed piece.
	 */
	private static function agree( \WC_Order_Item_Product $item, array $texts ): bool {
		$product = $item->get_product();
		if ( ! $product instanceof \WC_Product_Variation ) {
			return true;
		}
		$known = array_map( 'sanitize_title', $texts );
		foreach ( $product->get_variation_attributes( false ) as $name => $slug ) {
			$term  = taxonomy_exists( (string) $name ) ? get_term_by( 'slug', (string) $slug, (string) $name ) : false;
			$words = array( sanitize_title( (string) $slug ), $term instanceof \WP_Term ? sanitize_title( $term->name ) : '' );
			if ( '' !== (string) $slug && ! array_intersect( array_filter( $words ), $known ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether asking again brings no other answer.
	 *
	 * @param Refused $refusal What the connector said.
	 */
	private static function is_final( Refused $refusal ): bool {
		return in_array( $refusal->status, array( 400, 422 ), true ) || ( $refusal->status < 500 && str_starts_with( $refusal->reason, 'claim.' ) );
	}

	/**
	 * What Alter says was chosen, in the shop's language where Alter has it.
	 *
	 * @param mixed $given Options of the claim.
	 * @return list<array{name: string, value: string}>
	 */
	private static function options( mixed $given ): array {
		$names = array(
			'size'      => __( 'Size', 'alter-connector' ),
			'material'  => __( 'Material', 'alter-connector' ),
			'printType' => __( 'Print', 'alter-connector' ),
			'color'     => __( 'Color', 'alter-connector' ),
		);
		$found = array();
		foreach ( $names as $part => $name ) {
			$texts = is_array( $given ) ? $given[ $part ]['name'] ?? null : null;
			$texts = is_array( $texts ) ? $texts[ substr( get_locale(), 0, 2 ) ] ?? $texts['en'] ?? reset( $texts ) : $texts;
			if ( is_string( $texts ) ) {
				$found[] = array(
					'name'  => $name,
					'value' => $texts,
				);
			}
		}
		return $found;
	}

	/**
	 * The line can not be claimed.
	 *
	 * @param \WC_Order              $order   The order.
	 * @param \WC_Order_Item_Product $item    Its item.
	 * @param Refused                $refusal What the connector said.
	 */
	private function lost( \WC_Order $order, \WC_Order_Item_Product $item, Refused $refusal ): void {
		$this->marks->set( $order, Marks::UNCHECKED, true );
		/* translators: 1: an item's name; 2: why. */
		$text = __( '"%1$s" was sold while Alter could not be asked, and its design was not found: %2$s Ask the customer, and make the order in Alter\'s panel.', 'alter-connector' );
		$this->marks->note( $order, "lost:{$item->get_id()}:{$refusal->reason}", sprintf( $text, wp_strip_all_tags( $item->get_name() ), Words::code( $refusal->reason, $refusal->getMessage() ) ) );
	}
}
