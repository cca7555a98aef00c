<?php
/**
 * The field that a design is chosen with.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * A plain field for the design's number; the script makes it a list that is searched by name, with pictures and by
 * keyboard. The chosen name comes from the product's own meta, so that showing it asks nobody.
 */
final class Picker {

	public const HANDLE = 'alter-connector-picker';

	/**
	 * Whom the script asks: a route of the mapping room.
	 */
	public const ROUTE = 'alter/v1/designs';

	/**
	 * Brings script and style onto a page.
	 */
	public static function enqueue(): void {
		wp_enqueue_style( 'alter-connector-admin', plugins_url( 'assets/admin.css', PLUGIN_FILE ), array(), VERSION );
		wp_enqueue_script(
			self::HANDLE,
			plugins_url( 'assets/picker.js', PLUGIN_FILE ),
			array(),
			VERSION,
			array(
				'in_footer' => true,
				'strategy'  => 'defer',
			)
		);
		$facts = array(
			// A refusal is told in the language of whoever looks, not in the site's.
			'url'   => add_query_arg( '_locale', 'user', rest_url( self::ROUTE ) ),
			'nonce' => wp_create_nonce( 'wp_rest' ),
			'words' => self::words(),
		);
		wp_add_inline_script( self::HANDLE, 'var alterConnectorPicker = ' . wp_json_encode( $facts, JSON_HEX_TAG | JSON_HEX_AMP ) . ';', 'before' );
	}

	/**
	 * Prints the field. The label is the caller's.
	 *
	 * @param string $id          The field's id in the page.
	 * @param string $name        The field's name in the form.
	 * @param string $named       The name of the field that brings the design's name.
	 * @param string $value       The design's number as it is stored.
	 * @param string $label       The design's name as it is stored.
	 * @param string $placeholder Shown while nothing is chosen.
	 * @param string $localised   The name of the field that brings the id of a local design; empty where only designs at Alter
	 *                            are chosen from.
	 * @param string $local       That id as it is stored.
	 */
	public static function field( string $id, string $name, string $named, string $value, string $label, string $placeholder, string $localised = '', string $local = '' ): void {
		printf(
			'<span class="alter-picker" data-alter-picker data-placeholder="%6$s"><input type="text" id="%1$s" name="%2$s" value="%4$s" class="alter-picker-number" autocomplete="off" placeholder="%6$s" /><input type="hidden" name="%3$s" value="%5$s" data-alter-name />',
			esc_attr( $id ),
			esc_attr( $name ),
			esc_attr( $named ),
			esc_attr( $value ),
			esc_attr( $label ),
			esc_attr( $placeholder )
		);
		if ( '' !== $localised ) {
			printf( '<input type="hidden" name="%1$s" value="%2$s" data-alter-local />', esc_attr( $localised ), esc_attr( $local ) );
		}
		echo '</span>';
	}

	/**
	 * What the script says.
	 *
	 * @return array<string, string>
	 */
	private static function words(): array {
		return array(
			'searching' => __( 'Searching…', 'alter-connector' ),
			'none'      => __( 'No design has this in its name.', 'alter-connector' ),
			'failed'    => __( 'The designs could not be loaded. Try again in a moment.', 'alter-connector' ),
			'more'      => __( 'Show more designs', 'alter-connector' ),
			'clear'     => __( 'Remove the design', 'alter-connector' ),
			'list'      => __( 'Designs', 'alter-connector' ),
			/* translators: %d: how many designs were found. */
			'found'     => __( 'Designs found: %d. Use the arrow keys to choose.', 'alter-connector' ),
			/* translators: 1: a design's name, 2: its number in Alter. */
			'chosen'    => __( '%1$s (no. %2$s)', 'alter-connector' ),
			/* translators: %s: a design's number in Alter. */
			'unnamed'   => __( 'Design no. %s', 'alter-connector' ),
			/* translators: %s: a design's name and number. */
			'local'     => __( 'In this shop: %s', 'alter-connector' ),
			'unfit'     => __( 'Not ready for embedding in Alter', 'alter-connector' ),
		);
	}
}
