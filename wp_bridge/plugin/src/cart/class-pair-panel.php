<?php
/**
 * What Alter's options mean, in the product's tab.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Pair;
use AlterConnector\State\Pairs;
use AlterConnector\State\Translations;
use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * The list of a product's options that shoppers asked for, each with the value of a variation that it means. Only
 * products with variations need one.
 */
final class Pair_Panel {

	private const SCRIPT = 'alter-connector-pairs';

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
		add_action( 'alter_connector_product_tab', array( $this, 'show' ), 20 );
	}

	/**
	 * Prints it.
	 *
	 * @param mixed $product The product.
	 */
	public function show( mixed $product ): void {
		if ( ! $product instanceof \WC_Product || ! $product->is_type( 'variable' ) || ! current_user_can( 'edit_product', $product->get_id() ) ) {
			return;
		}
		wp_enqueue_script( self::SCRIPT, plugins_url( 'assets/pairs.js', PLUGIN_FILE ), array(), VERSION, true );
		$pairs = $this->pairs->of( Translations::original( $product->get_id(), 'product' ) );
		printf(
			'<div class="options_group show_if_variable alter-pairs" data-url="%1$s" data-action="%2$s" data-nonce="%3$s" data-product="%4$d" data-failed="%5$s">',
			esc_url( admin_url( 'admin-ajax.php' ) ),
			esc_attr( Pair_Clicks::ACTION ),
			esc_attr( wp_create_nonce( Pair_Clicks::ACTION ) ),
			(int) $product->get_id(),
			esc_attr__( 'That did not work. Reload the page, and try again.', 'alter-connector' )
		);
		echo '<h4>' . esc_html__( 'Options of the customizer', 'alter-connector' ) . '</h4><p class="alter-note">';
		esc_html_e( 'What shoppers choose in the customizer decides which variation they buy. Say once what each of Alter\'s options means here. Where the option is mapped in Alter too, both have to say the same.', 'alter-connector' );
		echo '</p>';
		if ( $pairs ) {
			$this->table( $pairs, Attributes::of( $product ) );
		} else {
			echo '<p class="alter-note">' . esc_html__( 'No option is known yet. Make one of each in your shop\'s customizer and add it to the cart: what it asks for appears here, and one click confirms it.', 'alter-connector' ) . '</p>';
		}
		echo '<p class="alter-pairs-said" role="status" aria-live="polite"></p></div>';
	}

	/**
	 * Prints the table.
	 *
	 * @param list<Pair> $pairs      The rows.
	 * @param Attributes $attributes What the product's variations differ in.
	 */
	private function table( array $pairs, Attributes $attributes ): void {
		echo '<table class="alter-states"><thead><tr><th scope="col">' . esc_html__( 'In the customizer', 'alter-connector' ) . '</th><th scope="col">' . esc_html__( 'In this shop', 'alter-connector' ) . '</th><th scope="col">' . esc_html__( 'State', 'alter-connector' ) . '</th><th scope="col"><span class="screen-reader-text">' . esc_html__( 'Actions', 'alter-connector' ) . '</span></th></tr></thead><tbody>';
		foreach ( $pairs as $pair ) {
			echo '<tr data-pair="' . esc_attr( (string) $pair->id ) . '">' . self::row( $pair, $attributes ) . '</tr>'; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped in row.
		}
		echo '</tbody></table>';
	}

	/**
	 * A row's cells, escaped.
	 *
	 * @param Pair       $pair       The row.
	 * @param Attributes $attributes What the product's variations differ in.
	 */
	public static function row( Pair $pair, Attributes $attributes ): string {
		/* translators: 1: a kind of option, e.g. "Size"; 2: what Alter calls the option, e.g. "M". */
		$name   = sprintf( __( '%1$s: %2$s', 'alter-connector' ), Kinds::name( $pair->kind ), '' === $pair->alter_label ? "#{$pair->alter_id}" : $pair->alter_label );
		$ticked = 0 === $pair->product_id ? ' checked' : '';
		$state  = $pair->is_confirmed() ? __( 'Confirmed', 'alter-connector' ) : sprintf(
			/* translators: %d: how often. */
			_n( 'To be confirmed (asked for %d time)', 'To be confirmed (asked for %d times)', $pair->times, 'alter-connector' ),
			$pair->times
		);
		return '<th scope="row">' . esc_html( $name ) . '</th>'
			. '<td><select aria-label="' . esc_attr( $name ) . '">' . self::choices( $pair, $attributes ) . '</select> '
			. '<label class="alter-type"><input type="checkbox"' . $ticked . disabled( current_user_can( 'manage_woocommerce' ), false, false ) . '> ' . esc_html__( 'for all products', 'alter-connector' ) . '</label></td>'
			. '<td>' . esc_html( $state ) . '</td>'
			. '<td><button type="button" class="button" data-do="confirm">' . esc_html( $pair->is_confirmed() ? __( 'Change', 'alter-connector' ) : __( 'Confirm', 'alter-connector' ) ) . '</button> '
			. '<button type="button" class="button-link button-link-delete" data-do="remove">' . esc_html__( 'Remove', 'alter-connector' ) . '</button></td>';
	}

	/**
	 * The values that it may mean, escaped.
	 *
	 * @param Pair       $pair       The row.
	 * @param Attributes $attributes What the product's variations differ in.
	 */
	private static function choices( Pair $pair, Attributes $attributes ): string {
		$html = '<option value="[]"' . selected( '' === $pair->attribute, true, false ) . '>' . esc_html__( 'Says nothing about the variation', 'alter-connector' ) . '</option>';
		foreach ( $attributes->all as $name => $attribute ) {
			$html .= '<optgroup label="' . esc_attr( $attribute['label'] ) . '">';
			foreach ( $attribute['terms'] as $value => $label ) {
				$is_it = $pair->attribute === (string) $name && $pair->term === (string) $value;
				$html .= '<option value="' . esc_attr( (string) wp_json_encode( array( (string) $name, (string) $value ) ) ) . '"' . selected( $is_it, true, false ) . '>' . esc_html( (string) $label ) . '</option>';
			}
			$html .= '</optgroup>';
		}
		return $html;
	}
}
