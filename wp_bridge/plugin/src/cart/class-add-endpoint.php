<?php
/**
 * Where pages ask to put into the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Service\Shopper_Call;
use AlterConnector\Service\Shopper_Refusal;

/**
 * `POST ?wc-ajax=alter_connector_add`. No nonce: pages are cached for everybody, so the browser's own word about the
 * page's origin takes its place (see `Same_Origin`).
 */
final class Add_Endpoint {

	private const ACTION = 'alter_connector_add';

	/**
	 * The largest body, in bytes.
	 */
	private const MOST = 65536;

	/**
	 * Built once, by the room.
	 *
	 * @param Adding $adding Does it.
	 */
	public function __construct( private Adding $adding ) {}

	/**
	 * Opens it.
	 */
	public function register(): void {
		add_action( 'wc_ajax_' . self::ACTION, array( $this, 'answer' ) );
	}

	/**
	 * Answers.
	 */
	public function answer(): void {
		Shopper_Call::answer( self::MOST, fn( array $body ): array => $this->done( $body ) );
	}

	/**
	 * Does what a body asks for, and tells of it.
	 *
	 * @param array<string, mixed> $body The JSON.
	 * @return array<string, mixed>
	 * @throws Shopper_Refusal When it can not be done.
	 */
	private function done( array $body ): array {
		$wish = Add_Wish::from_json( $body );
		if ( null === $wish || null === WC()->cart ) {
			throw new Shopper_Refusal( 422, 'request.incomplete', __( 'The shop could not read what this page sent. Reload the page, and try again.', 'alter-connector' ) );
		}
		$keys        = $this->adding->add( $wish );
		$is_redirect = 'yes' === get_option( 'woocommerce_cart_redirect_after_add' );
		if ( $is_redirect ) {
			wc_add_to_cart_message( array( $wish->product_id => self::quantity( $keys ) ) );
		}
		return array(
			'added'    => $keys,
			'cartUrl'  => wc_get_cart_url(),
			'redirect' => $is_redirect,
			/* translators: %s: a product's name. */
			'message'  => sprintf( __( '“%s” is in your cart.', 'alter-connector' ), wp_strip_all_tags( get_the_title( $wish->product_id ) ) ),
		);
	}

	/**
	 * How many lie there.
	 *
	 * @param list<string> $keys Keys of the cart's items.
	 */
	private static function quantity( array $keys ): float {
		return (float) array_sum( array_column( array_intersect_key( WC()->cart->get_cart(), array_flip( $keys ) ), 'quantity' ) );
	}
}
