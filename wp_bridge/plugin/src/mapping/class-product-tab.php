<?php
/**
 * The tab "Alter 3D" of a product.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Connections;
use AlterConnector\State\Mirror;
use AlterConnector\State\Picker;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Translations;

/**
 * Design, runtime types and status of a product, and how far its bindings came. Reads local state only.
 */
final class Product_Tab {

	private const PANEL = 'alter_connector_product_data';
	private const FIELD = 'alter_connector';

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror      $mirror      How far bindings came.
	 * @param Connections $connections Whether the shop is connected.
	 */
	public function __construct( private Mirror $mirror, private Connections $connections ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'woocommerce_product_data_tabs', array( $this, 'tab' ) );
		add_action( 'woocommerce_product_data_panels', array( $this, 'panel' ) );
		add_action( 'woocommerce_admin_process_product_object', array( $this, 'save' ) );
		add_action( 'admin_enqueue_scripts', array( $this, 'enqueue' ) );
	}

	/**
	 * The tab. It is there for every product type: where it can do nothing, it says so.
	 *
	 * @param mixed $tabs WooCommerce's.
	 */
	public function tab( mixed $tabs ): mixed {
		$tabs                    = (array) $tabs;
		$tabs['alter_connector'] = array(
			'label'    => __( 'Alter 3D', 'alter-connector' ),
			'target'   => self::PANEL,
			'class'    => array(),
			'priority' => 75,
		);
		return $tabs;
	}

	/**
	 * Script and style, on the product's page alone.
	 *
	 * @param mixed $page The page's name.
	 */
	public function enqueue( mixed $page ): void {
		$screen = get_current_screen();
		if ( in_array( $page, array( 'post.php', 'post-new.php' ), true ) && null !== $screen && 'product' === $screen->post_type ) {
			Picker::enqueue();
		}
	}

	/**
	 * Prints the panel.
	 */
	public function panel(): void {
		global $product_object;
		if ( ! $product_object instanceof \WC_Product ) {
			return;
		}
		echo '<div id="' . esc_attr( self::PANEL ) . '" class="panel woocommerce_options_panel hidden alter-panel">';
		$original = Translations::original( $product_object->get_id(), 'product' );
		if ( $original !== $product_object->get_id() ) {
			$this->translated( $original );
		} else {
			$this->other_types();
			echo '<div class="options_group show_if_simple show_if_variable">';
			$this->fields( $product_object );
			echo '</div><div class="options_group show_if_simple show_if_variable">';
			( new State_List( $this->mirror, $this->connections ) )->show( $product_object->get_id() );
			echo '</div>';
			/**
			 * Other rooms' parts of the tab. Whoever prints checks rights and nonces of what comes back.
			 *
			 * @param \WC_Product $product The product.
			 */
			do_action( 'alter_connector_product_tab', $product_object );
		}
		echo '</div>';
	}

	/**
	 * Takes what the form says, before WooCommerce saves the product; it has checked its nonce and the right to edit.
	 *
	 * @param mixed $product The product.
	 */
	public function save( mixed $product ): void {
		// phpcs:disable WordPress.Security.NonceVerification -- WooCommerce's, verified before this hook; and again here.
		$nonce = isset( $_POST['woocommerce_meta_nonce'] ) ? sanitize_key( wp_unslash( $_POST['woocommerce_meta_nonce'] ) ) : '';
		if ( ! $product instanceof \WC_Product || ! isset( $_POST[ self::FIELD ] ) || ! is_array( $_POST[ self::FIELD ] ) ) {
			return;
		}
		if ( ! wp_verify_nonce( $nonce, 'woocommerce_save_data' ) || ! current_user_can( 'edit_product', $product->get_id() ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- Field by field, in Fields::meta.
		$form = wp_unslash( $_POST[ self::FIELD ] );
		// phpcs:enable
		$meta = Fields::meta( $form['design'] ?? '', $form['name'] ?? '', $form['types'] ?? array(), $form['status'] ?? '', $form['local'] ?? '' );
		if ( '' === $meta[ Product_Meta::DESIGN ] && ! $product->is_type( 'variable' ) ) {
			// What is ticked for no design means nothing (but to variations with designs of their own), and would meet
			// the next design unasked.
			$meta = array_fill_keys( Product_Meta::ALL, '' );
		}
		foreach ( Product_Meta::DECIDING as $key ) {
			$fault = Meta_Rules::fault_in( $key, $meta[ $key ] );
			if ( null !== $fault ) {
				\WC_Admin_Meta_Boxes::add_error( $fault );
			}
		}
		if ( '' !== $meta[ Product_Meta::DESIGN ] && '' === $meta[ Product_Meta::TYPES ] ) {
			\WC_Admin_Meta_Boxes::add_error( __( 'Alter 3D: tick at least one runtime type, or nothing shows the design.', 'alter-connector' ) );
		}
		Fields::put( $product, $meta );
	}

	/**
	 * A translation has nothing of its own.
	 *
	 * @param int $original The product that it is translated from.
	 */
	private function translated( int $original ): void {
		echo '<div class="options_group"><p class="alter-note">';
		printf(
			/* translators: %s: a link with the name of the original product. */
			esc_html__( 'This product is a translation. It shows the design of %s; choose it there.', 'alter-connector' ),
			'<a href="' . esc_url( (string) get_edit_post_link( $original ) ) . '">' . esc_html( get_the_title( $original ) ) . '</a>'
		);
		echo '</p></div>';
	}

	/**
	 * What products say that can have no design.
	 */
	private function other_types(): void {
		echo '<div class="options_group hide_if_simple hide_if_variable"><p class="alter-note">';
		esc_html_e( 'Alter 3D works with simple and variable products. This product has another type, so it shows no design.', 'alter-connector' );
		echo '</p></div>';
	}

	/**
	 * The fields.
	 *
	 * @param \WC_Product $product The product.
	 */
	private function fields( \WC_Product $product ): void {
		$meta = Fields::of( $product );
		echo '<p class="form-field"><label for="alter_connector_design">' . esc_html__( 'Design', 'alter-connector' ) . '</label>';
		Picker::field( 'alter_connector_design', self::FIELD . '[design]', self::FIELD . '[name]', $meta[ Product_Meta::DESIGN ], $meta[ Product_Meta::NAME ], __( 'Search your Alter designs…', 'alter-connector' ), self::FIELD . '[local]', $meta[ Product_Meta::LOCAL ] );
		echo '</p><fieldset class="form-field"><legend>' . esc_html__( 'Shown as', 'alter-connector' ) . '</legend>';
		Fields::types( self::FIELD . '[types]', Product_Meta::types( $meta[ Product_Meta::TYPES ] ) ?? array() );
		echo '</fieldset><p class="form-field"><label for="alter_connector_status">' . esc_html__( 'Status', 'alter-connector' ) . '</label>';
		echo '<select id="alter_connector_status" name="' . esc_attr( self::FIELD ) . '[status]" class="select short">';
		Fields::statuses( Fields::proposed_status( $meta ), null );
		echo '</select>';
		echo wp_kses_post( wc_help_tip( __( 'Shoppers see active designs. A draft is only prepared; an inactive one is switched off. Variations follow their product unless they say otherwise themselves.', 'alter-connector' ) ) );
		echo '</p>';
	}
}
