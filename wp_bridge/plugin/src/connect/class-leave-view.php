<?php
/**
 * How to disconnect.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Known_Store;
use AlterConnector\State\Local_Designs;

/**
 * Asks what is to become of active products, before anything ends.
 */
final class Leave_View {

	/**
	 * Built where it is printed.
	 *
	 * @param Known_Store   $store   What the connector last said.
	 * @param Local_Designs $designs Designs that lie in the shop.
	 */
	public function __construct( private Known_Store $store, private Local_Designs $designs ) {}

	/**
	 * The page.
	 */
	public function print_page(): void {
		$active = $this->store->active_bindings();
		echo '<h2>' . esc_html__( 'Disconnect this shop', 'alter-connector' ) . '</h2><div class="alter-connector-card">';
		echo '<p>' . esc_html__( 'Shoppers will no longer see 3D designs here. Your products keep what you chose for them, so connecting again brings it all back.', 'alter-connector' ) . '</p>';
		if ( ! $this->designs->is_empty() ) {
			echo '<p>' . esc_html__( 'Designs that lie in this shop stay on its disk. They go when the plugin is deleted, or one by one under WooCommerce > Alter local designs before you disconnect.', 'alter-connector' ) . '</p>';
		}
		$form = new Form( 'leave' );
		echo '<fieldset><legend>';
		if ( 0 === $active ) {
			echo esc_html__( 'What becomes of products that are active at Alter?', 'alter-connector' );
		} else {
			/* translators: %s: a number of products. */
			echo esc_html( sprintf( _n( '%s product is active at Alter. What becomes of it?', '%s products are active at Alter. What becomes of them?', $active, 'alter-connector' ), number_format_i18n( $active ) ) );
		}
		echo '</legend>';
		self::print_option( $form, 'keep', __( 'Stay active', 'alter-connector' ), __( 'For a pause, or to connect again soon. Active bindings count for your plan.', 'alter-connector' ), true );
		self::print_option( $form, 'deactivate', __( 'Deactivate at Alter', 'alter-connector' ), __( 'The connector does so within 24 hours.', 'alter-connector' ), false );
		echo '</fieldset><p class="alter-connector-actions">';
		$form->submit( __( 'Disconnect', 'alter-connector' ), true );
		Outcome_View::print_link( Links::tab(), __( 'Cancel', 'alter-connector' ) );
		echo '</p></div>';
	}

	/**
	 * One of the answers.
	 *
	 * @param Form   $form    Where it belongs.
	 * @param string $value   What is sent.
	 * @param string $label   The answer.
	 * @param string $text    What follows from it.
	 * @param bool   $checked Whether it is chosen at first.
	 */
	private static function print_option( Form $form, string $value, string $label, string $text, bool $checked ): void {
		$attributes = array(
			'type'             => 'radio',
			'value'            => $value,
			'aria-describedby' => "alter-connector-{$value}",
		);
		echo '<p><label>';
		$form->input( 'bindings', $checked ? $attributes + array( 'checked' => 'checked' ) : $attributes );
		printf( ' %1$s</label><br><span class="description" id="alter-connector-%2$s">%3$s</span></p>', esc_html( $label ), esc_attr( $value ), esc_html( $text ) );
	}
}
