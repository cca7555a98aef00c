<?php
/**
 * Our fields in the product list's bulk edit.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Picker;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Translations;

/**
 * Design, types and status for many products. What is left at "no change" stays as it is.
 */
final class Bulk_Edit {

	private const FIELD = 'alter_connector_bulk';

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'woocommerce_product_bulk_edit_end', array( $this, 'show' ) );
		add_action( 'woocommerce_product_bulk_edit_save', array( $this, 'save' ) );
	}

	/**
	 * Prints the fields, as WooCommerce prints its own.
	 */
	public function show(): void {
		$same = __( '— No change —', 'alter-connector' );
		echo '<div class="alter-bulk"><h4>' . esc_html__( 'Alter 3D', 'alter-connector' ) . '</h4>';
		echo '<label><span class="title">' . esc_html__( 'Design', 'alter-connector' ) . '</span><span class="input-text-wrap"><select name="' . esc_attr( self::FIELD ) . '[do]">';
		printf( '<option value="">%s</option><option value="set">%s</option><option value="remove">%s</option>', esc_html( $same ), esc_html__( 'Change to:', 'alter-connector' ), esc_html__( 'Remove the design', 'alter-connector' ) );
		echo '</select></span></label><div class="alter-bulk-wide"><label class="screen-reader-text" for="alter_connector_bulk_design">' . esc_html__( 'Change the design to', 'alter-connector' ) . '</label>';
		Picker::field( 'alter_connector_bulk_design', self::FIELD . '[design]', self::FIELD . '[name]', '', '', __( 'Search your Alter designs…', 'alter-connector' ), self::FIELD . '[local]' );
		echo '</div><fieldset class="alter-bulk-types"><legend>' . esc_html__( 'Shown as (none ticked: no change)', 'alter-connector' ) . '</legend>';
		Fields::types( self::FIELD . '[types]', array() );
		echo '</fieldset><label><span class="title">' . esc_html__( 'Status', 'alter-connector' ) . '</span><span class="input-text-wrap"><select name="' . esc_attr( self::FIELD ) . '[status]">';
		Fields::statuses( '', $same );
		echo '</select></span></label></div>';
	}

	/**
	 * Takes the fields for one product. WooCommerce has checked its nonce and the right to edit.
	 *
	 * @param mixed $product The product.
	 */
	public function save( mixed $product ): void {
		$nonce = isset( $_REQUEST['woocommerce_quick_edit_nonce'] ) ? sanitize_key( wp_unslash( $_REQUEST['woocommerce_quick_edit_nonce'] ) ) : '';
		if ( ! $product instanceof \WC_Product || ! wp_verify_nonce( $nonce, 'woocommerce_quick_edit_nonce' ) || ! current_user_can( 'edit_product', $product->get_id() ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- Field by field, in `changes`.
		$form = isset( $_REQUEST[ self::FIELD ] ) && is_array( $_REQUEST[ self::FIELD ] ) ? wp_unslash( $_REQUEST[ self::FIELD ] ) : array();
		$meta = self::changes( $form );
		if ( $meta && self::fits( $product ) ) {
			Fields::put( $product, $meta );
			$product->save();
		}
	}

	/**
	 * What the form changes.
	 *
	 * @param array<string, mixed> $form Unslashed.
	 * @return array<string, string> By the keys of `Product_Meta::ALL`.
	 */
	public static function changes( array $form ): array {
		$meta = Fields::meta( $form['design'] ?? '', $form['name'] ?? '', $form['types'] ?? array(), $form['status'] ?? '', $form['local'] ?? '' );
		$does = $form['do'] ?? '';
		if ( 'remove' === $does ) {
			return array_fill_keys( Product_Meta::ALL, '' );
		}
		if ( 'set' !== $does || null === Product_Meta::design( $meta[ Product_Meta::DESIGN ] ) ) {
			unset( $meta[ Product_Meta::DESIGN ], $meta[ Product_Meta::NAME ], $meta[ Product_Meta::LOCAL ] );
		}
		foreach ( array( Product_Meta::TYPES, Product_Meta::STATUS ) as $key ) {
			if ( '' === $meta[ $key ] || null !== Meta_Rules::fault_in( $key, $meta[ $key ] ) ) {
				unset( $meta[ $key ] );
			}
		}
		return $meta;
	}

	/**
	 * Whether a product can have a design: of the right type, and no translation.
	 *
	 * @param \WC_Product $product The product.
	 */
	public static function fits( \WC_Product $product ): bool {
		return self::is_fit( $product->get_type(), $product->get_id() );
	}

	/**
	 * The same, of a product that is not loaded.
	 *
	 * @param string $type       Its type.
	 * @param int    $product_id Its post.
	 */
	public static function is_fit( string $type, int $product_id ): bool {
		return in_array( $type, Wish::PRODUCT_TYPES, true ) && Translations::original( $product_id, 'product' ) === $product_id;
	}
}
