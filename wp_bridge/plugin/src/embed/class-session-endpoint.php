<?php
/**
 * Sessions and tickets for the shop's own pages.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Shopper_Call;
use AlterConnector\Service\Shopper_Refusal;
use AlterConnector\Service\Unreachable;
use AlterConnector\Service\Visitor_Hash;
use AlterConnector\State\Connection;
use AlterConnector\State\Visitor;

/**
 * `POST ?wc-ajax=alter_connector_session`. What may be opened is decided here and by the connector; the browser only
 * says what it would like. A session is answered as the connector answers it, with the product it is for.
 */
final class Session_Endpoint {

	public const NAME = 'alter_connector_session';

	private const LARGEST_BODY = 8192;

	/**
	 * Built once, by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'wc_ajax_' . self::NAME, array( $this, 'answer' ) );
	}

	/**
	 * Answers a request, and ends it.
	 */
	public function answer(): void {
		Shopper_Call::answer( self::LARGEST_BODY, fn( array $body, string $origin ): array => $this->work( $body, $origin ) );
	}

	/**
	 * What is answered.
	 *
	 * @param array<string, mixed> $body   Unverified.
	 * @param string               $origin The page's.
	 * @return array<string, mixed>
	 * @throws Shopper_Refusal When there is nothing to open.
	 */
	private function work( array $body, string $origin ): array {
		$connection = $this->parts->connections->current();
		if ( null === $connection || ! $this->parts->standing->is_at_home() ) {
			throw new Shopper_Refusal( 404, 'session.gone', Texts::gone() );
		}
		$wish = ( new Wishes( $this->parts->live ) )->read( $body );
		if ( 'ticket' === ( $body['want'] ?? 'session' ) ) {
			return array( 'ticket' => $wish->ticket( $connection, time() ) );
		}
		return $this->session( $connection, $wish, $origin ) + $wish->subject();
	}

	/**
	 * A session from the connector.
	 *
	 * @param Connection $connection Whose token is used.
	 * @param Wish       $wish       What for.
	 * @param string     $origin     The page's.
	 * @return array<string, mixed>
	 * @throws Shopper_Refusal When there is none.
	 */
	private function session( Connection $connection, Wish $wish, string $origin ): array {
		$body    = array(
			'externalProductId' => $wish->external_product_id,
			'runtimeType'       => $wish->runtime,
			'origin'            => $origin,
			'client'            => Visitor_Hash::of_request(),
		);
		$visitor = new Visitor();
		try {
			if ( $wish->is_personal() ) {
				$body['ticket'] = $wish->ticket( $connection, time() );
			}
			$session = $this->parts->client->call( $connection, 'POST', '/v1/sessions', $body )->json;
		} catch ( Unreachable $silence ) {
			$visitor->met_silence( time() );
			throw new Shopper_Refusal( 503, 'session.down', Texts::down(), $silence->retry_after );
		} catch ( Refused $refusal ) {
			throw $this->refused( $refusal, $visitor );
		}
		$visitor->was_answered();
		return $session;
	}

	/**
	 * What a refusal means to the shopper. Those that nobody had to expect are told to whoever keeps the standing.
	 *
	 * @param Refused $refusal What the connector said.
	 * @param Visitor $visitor Hears when nobody can sell at the moment.
	 */
	private function refused( Refused $refusal, Visitor $visitor ): Shopper_Refusal {
		if ( $refusal->status >= 500 ) {
			$visitor->met_silence( time() );
		} elseif ( ! in_array( $refusal->status, array( 404, 429 ), true ) ) {
			// Documented in src/service/class-store-watch.php.
			do_action( 'alter_connector_refused', $refusal );
		}
		return Texts::of( $refusal );
	}
}
