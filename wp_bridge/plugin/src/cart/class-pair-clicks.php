<?php
/**
 * What the owner says of Alter's options.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Pair;
use AlterConnector\State\Pairs;
use AlterConnector\State\Translations;

/**
 * Answers the buttons of the product tab's list.
 */
final class Pair_Clicks {

	public const ACTION = 'alter_connector_pair';

	/**
	 * Built once, by the room.
	 *
	 * @param Pairs $pairs The rows.
	 */
	public function __construct( private Pairs $pairs ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'wp_ajax_' . self::ACTION, array( $this, 'answer' ) );
	}

	/**
	 * Does what was clicked.
	 */
	public function answer(): void {
		check_ajax_referer( self::ACTION );
		$product = wc_get_product( isset( $_POST['product'] ) ? absint( $_POST['product'] ) : 0 );
		$pair    = $this->pairs->get( isset( $_POST['pair'] ) ? absint( $_POST['pair'] ) : 0 );
		if ( ! $product instanceof \WC_Product || ! current_user_can( 'edit_product', $product->get_id() ) ) {
			wp_send_json( array( 'message' => __( 'You may not edit this product.', 'alter-connector' ) ), 403 );
		}
		if ( null === $pair || ! in_array( $pair->product_id, array( 0, Translations::original( $product->get_id(), 'product' ) ), true ) ) {
			wp_send_json( array( 'message' => __( 'This option is not there any more. Reload the page.', 'alter-connector' ) ), 404 );
		}
		$is_everywhere = isset( $_POST['everywhere'] ) && '1' === $_POST['everywhere'];
		if ( ( 0 === $pair->product_id || $is_everywhere ) && ! current_user_can( 'manage_woocommerce' ) ) {
			wp_send_json( array( 'message' => __( 'Only who manages the shop may change what goes for all products.', 'alter-connector' ) ), 403 );
		}
		$verb = isset( $_POST['do'] ) ? sanitize_key( wp_unslash( $_POST['do'] ) ) : '';
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- JSON; what it names must be the product's.
		$meaning = isset( $_POST['means'] ) && is_string( $_POST['means'] ) ? json_decode( wp_unslash( $_POST['means'] ), true ) : null;
		if ( 'remove' === $verb ) {
			$this->pairs->remove( $pair->id );
			wp_send_json( array( 'message' => __( 'Removed. It comes back as a question when somebody asks for it.', 'alter-connector' ) ) );
		}
		$this->confirm( $product, $pair, is_array( $meaning ) ? $meaning : null, $is_everywhere );
	}

	/**
	 * Confirms a pair, and answers its row anew.
	 *
	 * @param \WC_Product       $product       The product.
	 * @param Pair              $pair          The row.
	 * @param array<mixed>|null $meaning       An attribute and its value; empty for nothing.
	 * @param bool              $is_everywhere Whether it goes for all products.
	 */
	private function confirm( \WC_Product $product, Pair $pair, ?array $meaning, bool $is_everywhere ): void {
		$attributes = Attributes::of( $product );
		$attribute  = is_string( $meaning[0] ?? null ) ? $meaning[0] : '';
		$term       = is_string( $meaning[1] ?? null ) ? $meaning[1] : '';
		$is_there   = isset( $attributes->all[ $attribute ]['terms'][ $term ] );
		if ( null === $meaning || ( array() !== $meaning && ! $is_there ) ) {
			wp_send_json( array( 'message' => __( 'The product has no such value any more. Reload the page.', 'alter-connector' ) ), 422 );
		}
		if ( 0 === $pair->product_id && ! $is_everywhere ) {
			// What goes for all stays; this product says its own.
			$pair = $this->pairs->own( $pair, Translations::original( $product->get_id(), 'product' ), time() );
		}
		$this->pairs->confirm( $pair, $attribute, $term, $is_everywhere );
		wp_send_json(
			array(
				'message' => __( 'Confirmed.', 'alter-connector' ),
				'row'     => Pair_Panel::row( $this->pairs->get( $pair->id ) ?? $pair, $attributes ),
				'pair'    => $pair->id,
			)
		);
	}
}
