<?php
/**
 * A variation's own word.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Picker;
use AlterConnector\State\Product_Meta;

/**
 * The fields in a variation's panel. Left empty, they say what the product says.
 */
final class Variation_Panel {

	private const FIELD = 'alter_connector_variation';

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'woocommerce_product_after_variable_attributes', array( $this, 'show' ), 20, 3 );
		add_action( 'woocommerce_admin_process_variation_object', array( $this, 'save' ), 10, 2 );
	}

	/**
	 * Prints the fields.
	 *
	 * @param mixed $loop      The variation's place in the form.
	 * @param mixed $data      Not asked.
	 * @param mixed $variation Its post.
	 */
	public function show( mixed $loop, mixed $data, mixed $variation ): void {
		$product = $variation instanceof \WP_Post ? wc_get_product( $variation ) : null;
		if ( ! $product instanceof \WC_Product ) {
			return;
		}
		$loop = (int) $loop;
		$meta = Fields::of( $product );
		$name = self::FIELD . "[{$loop}]";
		$id   = "alter_connector_variation_{$loop}";
		echo '<div class="alter-variation"><h4>' . esc_html__( 'Alter 3D', 'alter-connector' ) . '</h4>';
		echo '<p class="form-row form-row-full"><label for="' . esc_attr( "{$id}_design" ) . '">' . esc_html__( 'Design', 'alter-connector' ) . '</label>';
		Picker::field( "{$id}_design", "{$name}[design]", "{$name}[name]", $meta[ Product_Meta::DESIGN ], $meta[ Product_Meta::NAME ], __( 'The same as the product', 'alter-connector' ), "{$name}[local]", $meta[ Product_Meta::LOCAL ] );
		echo '</p><fieldset class="form-row form-row-first"><legend>' . esc_html__( 'Shown as (none ticked: as the product)', 'alter-connector' ) . '</legend>';
		Fields::types( "{$name}[types]", Product_Meta::types( $meta[ Product_Meta::TYPES ] ) ?? array() );
		echo '</fieldset><p class="form-row form-row-last"><label for="' . esc_attr( "{$id}_status" ) . '">' . esc_html__( 'Status', 'alter-connector' ) . '</label>';
		echo '<select id="' . esc_attr( "{$id}_status" ) . '" name="' . esc_attr( "{$name}[status]" ) . '">';
		Fields::statuses( Product_Meta::status( $meta[ Product_Meta::STATUS ] ) ?? '', __( 'The same as the product', 'alter-connector' ) );
		echo '</select></p></div>';
	}

	/**
	 * Takes what the form says, before WooCommerce saves the variation. It has checked its nonce, one for saving by
	 * script and another for the product's form, and the right to edit.
	 *
	 * @param mixed $variation The variation.
	 * @param mixed $loop      Its place in the form.
	 */
	public function save( mixed $variation, mixed $loop ): void {
		if ( ! $variation instanceof \WC_Product || ! self::is_verified() || ! current_user_can( 'edit_product', $variation->get_parent_id() ) ) {
			return;
		}
		// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- Verified above; cleaned field by field in Fields::meta.
		$form = isset( $_POST[ self::FIELD ] ) && is_array( $_POST[ self::FIELD ] ) ? wp_unslash( $_POST[ self::FIELD ] ) : array();
		// phpcs:enable
		$form = $form[ (int) $loop ] ?? null;
		if ( ! is_array( $form ) ) {
			return;
		}
		$meta = Fields::meta( $form['design'] ?? '', $form['name'] ?? '', $form['types'] ?? array(), $form['status'] ?? '', $form['local'] ?? '' );
		foreach ( Product_Meta::DECIDING as $key ) {
			$fault = Meta_Rules::fault_in( $key, $meta[ $key ] );
			if ( null !== $fault ) {
				/* translators: 1: a variation's name, 2: what is wrong with it. */
				\WC_Admin_Meta_Boxes::add_error( sprintf( __( '%1$s: %2$s', 'alter-connector' ), $variation->get_name(), $fault ) );
			}
		}
		Fields::put( $variation, $meta );
	}

	/**
	 * Whether one of WooCommerce's two nonces came along.
	 */
	private static function is_verified(): bool {
		$by_script = isset( $_POST['security'] ) ? sanitize_key( wp_unslash( $_POST['security'] ) ) : '';
		$by_form   = isset( $_POST['woocommerce_meta_nonce'] ) ? sanitize_key( wp_unslash( $_POST['woocommerce_meta_nonce'] ) ) : '';
		return false !== wp_verify_nonce( $by_script, 'save-variations' ) || false !== wp_verify_nonce( $by_form, 'woocommerce_save_data' );
	}
}
