<?php
/**
 * Asks whose an order is, and what it says.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Shopper_Refusal;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;
use AlterConnector\State\Visitor;

/**
 * `POST /v1/cart/claims`. The only remote call of this room, and only ever by a shopper's click.
 */
final class Claims {

	private const SECONDS = 10;

	/**
	 * Built once, by the room.
	 *
	 * @param Client      $client      The door.
	 * @param Connections $connections Whose token goes along.
	 * @param Standing    $standing    A copy of a shop claims nothing.
	 * @param Visitor     $visitor     Whether it was answered.
	 */
	public function __construct( private Client $client, private Connections $connections, private Standing $standing, private Visitor $visitor ) {}

	/**
	 * Claims an order for this visitor's cart. The same again answers the same.
	 *
	 * @param string   $external_product_id What the session was for.
	 * @param string   $runtime             The tool.
	 * @param int|null $number              The order; null for the one that the session made.
	 * @param string   $session_ref         The session.
	 * @param string   $claim_key           Of the visitor, or of the line that lies in the cart.
	 * @throws Shopper_Refusal When there is no such order, or it is not this visitor's.
	 * @throws Outage          When nobody could be asked.
	 */
	public function make( string $external_product_id, string $runtime, ?int $number, string $session_ref, string $claim_key ): Claim {
		$connection = $this->connections->current();
		if ( null === $connection || Standing::MOVED === $this->standing->current() ) {
			throw new Shopper_Refusal( 409, 'cart.notConnected', self::words( '' ) );
		}
		$body = array(
			'externalProductId' => $external_product_id,
			'runtimeType'       => $runtime,
			'alterOrderId'      => $number,
			'sessionRef'        => $session_ref,
			'claimKey'          => $claim_key,
		);
		try {
			$answer = $this->client->call( $connection, 'POST', '/v1/cart/claims', $body, array(), array(), self::SECONDS );
			$claim  = Claim::from_json( $answer->json, substr( determine_locale(), 0, 2 ) );
		} catch ( Refused $refusal ) {
			throw $this->refused( $refusal );
		} catch ( Unreachable $silence ) {
			$this->visitor->met_silence( time() );
			do_action(
				'alter_connector_log',
				'warning',
				'A claim was not answered.',
				array(
					'reason' => $silence->reason,
					'detail' => $silence->technical,
				)
			);
			throw new Outage( $silence->retry_after );
		} catch ( \UnexpectedValueException $odd ) {
			do_action( 'alter_connector_log', 'error', $odd->getMessage() );
			throw new Shopper_Refusal( 502, 'claim.unreadable', self::words( '' ) );
		}
		$this->visitor->was_answered();
		return $claim;
	}

	/**
	 * What a refusal means to the shopper.
	 *
	 * @param Refused $refusal The connector's.
	 * @return Shopper_Refusal|Outage
	 */
	private function refused( Refused $refusal ): \RuntimeException {
		/**
		 * The connector refused a call.
		 *
		 * @param Refused $refusal What it said.
		 */
		do_action( 'alter_connector_refused', $refusal );
		if ( $refusal->status >= 500 ) {
			$this->visitor->met_silence( time() );
			return new Outage( $refusal->retry_after );
		}
		$status = in_array( $refusal->status, array( 404, 409, 422, 429 ), true ) ? $refusal->status : 409;
		return new Shopper_Refusal( $status, $refusal->reason, self::words( $refusal->reason ), $refusal->retry_after );
	}

	/**
	 * One cause and one action.
	 *
	 * @param string $reason The contract's code.
	 */
	private static function words( string $reason ): string {
		switch ( $reason ) {
			case 'claim.severalOrders':
				return __( 'Reload this page before you add another design to your cart.', 'alter-connector' );
			case 'claim.orderUnknown':
				return __( 'The shop could not find your design. Press the customizer\'s button again; if that does not help, reload this page.', 'alter-connector' );
			case 'claim.sessionUnknown':
				return __( 'This page was open for too long. Reload it, and add your design again.', 'alter-connector' );
			case 'claim.taken':
				return __( 'This design was ordered already, or lies in another cart. Make a new one for this cart.', 'alter-connector' );
			case 'claim.locked':
				return __( 'This design was ordered already, so it cannot be changed any more. Make a new one.', 'alter-connector' );
			case 'claim.wrongDesign':
				return __( 'The product has changed since you opened it. Reload this page, and make your design anew.', 'alter-connector' );
		}
		return __( 'The shop cannot take customised products at the moment. Try again later, or ask the shop.', 'alter-connector' );
	}
}
