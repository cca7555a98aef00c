<?php
/**
 * What the shop's privacy policy should say of this plugin.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

/**
 * Suggests a text under Settings > Privacy. What is kept with orders is exported and erased by the orders room.
 */
final class Privacy {

	/**
	 * Offers the text.
	 */
	public function register(): void {
		add_action( 'admin_init', array( $this, 'suggest' ) );
	}

	/**
	 * Hands it to WordPress.
	 */
	public function suggest(): void {
		wp_add_privacy_policy_content( __( 'Alter Product Connector for WooCommerce', 'alter-connector' ), wp_kses_post( self::text() ) );
	}

	/**
	 * The text. Advice to the owner is marked as such; WordPress leaves it out when the text is copied.
	 */
	private static function text(): string {
		$connector = __( 'Which server the connector runs on, and who runs it, is known to whoever gave you the plugin: name them here, and conclude a data processing agreement where your law asks for one.', 'alter-connector' );
		$lines     = array(
			__( 'Some of our products can be looked at or designed in 3D. When you open such a tool, your browser calls our connector service and then Alter Product (alterproduct.com), which shows the tool in a frame of this page.', 'alter-connector' ),
			__( 'Both see your IP address, your browser\'s kind and the address of our shop, as every server does that a browser calls. The connector makes a keyed hash of them to limit abuse; the hash changes every day and identifies nobody.', 'alter-connector' ),
			__( 'What you create in the tool, texts and pictures that you upload included, is processed by Alter Product so that it can be shown and produced. We send Alter Product no name, no postal address, no e-mail address and no payment data of yours.', 'alter-connector' ),
			__( 'When you order a customised product, we keep with the order what you chose, a picture of the design and its number at Alter Product, and tell our connector service the number, the state and the quantities of the order, so that it can be produced. These are kept, exported and erased together with the order; the design itself stays at Alter Product until it is deleted there.', 'alter-connector' ),
			__( 'While you shop, your session in our shop holds a secret key that keeps others from ordering your design. It ends with the session and with your cart.', 'alter-connector' ),
		);
		$html      = '<p class="privacy-policy-tutorial">' . esc_html( $connector ) . '</p>';
		foreach ( $lines as $line ) {
			$html .= '<p>' . esc_html( $line ) . '</p>';
		}
		return $html;
	}
}
