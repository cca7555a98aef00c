<?php
/**
 * Whether a product is only sold customised, in its tab.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Product_Meta;

/**
 * One choice of the product: its own word, or the shop's.
 */
final class Required_Field {

	private const FIELD = 'alter_connector_required';

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'alter_connector_product_tab', array( $this, 'show' ), 5 );
		add_action( 'woocommerce_admin_process_product_object', array( $this, 'save' ) );
	}

	/**
	 * Prints it.
	 *
	 * @param mixed $product The product.
	 */
	public function show( mixed $product ): void {
		if ( ! $product instanceof \WC_Product ) {
			return;
		}
		$choices = array(
			''    => __( 'As the shop\'s settings say', 'alter-connector' ),
			'yes' => __( 'Only customised', 'alter-connector' ),
			'no'  => __( 'Customised or as it is', 'alter-connector' ),
		);
		$chosen  = $product->get_meta( Product_Meta::REQUIRED, true, 'edit' );
		echo '<div class="options_group show_if_simple show_if_variable"><p class="form-field"><label for="' . esc_attr( self::FIELD ) . '">' . esc_html__( 'Sold', 'alter-connector' ) . '</label>';
		echo '<select id="' . esc_attr( self::FIELD ) . '" name="' . esc_attr( self::FIELD ) . '" class="select short">';
		foreach ( $choices as $value => $label ) {
			printf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $value ), selected( $chosen, $value, false ), esc_html( $label ) );
		}
		echo '</select>';
		echo wp_kses_post( wc_help_tip( __( 'Goes for products whose customizer is active: whether shoppers can buy them without making something of their own first.', 'alter-connector' ) ) );
		echo '</p></div>';
	}

	/**
	 * Takes it, before WooCommerce saves the product; it has checked its nonce and the right to edit.
	 *
	 * @param mixed $product The product.
	 */
	public function save( mixed $product ): void {
		$nonce = isset( $_POST['woocommerce_meta_nonce'] ) ? sanitize_key( wp_unslash( $_POST['woocommerce_meta_nonce'] ) ) : '';
		if ( ! $product instanceof \WC_Product || ! isset( $_POST[ self::FIELD ] ) || ! wp_verify_nonce( $nonce, 'woocommerce_save_data' ) || ! current_user_can( 'edit_product', $product->get_id() ) ) {
			return;
		}
		$choice = sanitize_key( wp_unslash( $_POST[ self::FIELD ] ) );
		if ( in_array( $choice, array( 'yes', 'no' ), true ) ) {
			$product->update_meta_data( Product_Meta::REQUIRED, $choice );
		} else {
			$product->delete_meta_data( Product_Meta::REQUIRED );
		}
	}
}
