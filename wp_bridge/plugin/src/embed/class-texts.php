<?php
/**
 * What shoppers read.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Shopper_Refusal;

/**
 * The script's sentences, in the language of the page, and what a refusal of the connector means to a shopper. Each has
 * one cause and, where a shopper can do something, one action.
 */
final class Texts {

	/**
	 * The script's, by the names that it uses.
	 *
	 * @return array<string, string>
	 */
	public static function all(): array {
		return array(
			'customizer'   => __( 'Customise', 'alter-connector' ),
			'configurator' => __( 'Configure', 'alter-connector' ),
			'viewer'       => __( 'View in 3D', 'alter-connector' ),
			'opening'      => __( 'Opening the 3D tool…', 'alter-connector' ),
			'adding'       => __( 'Adding your design to the cart…', 'alter-connector' ),
			'added'        => __( 'Your design is in the cart.', 'alter-connector' ),
			'viewCart'     => __( 'View cart', 'alter-connector' ),
			'close'        => __( 'Close', 'alter-connector' ),
			'again'        => __( 'Try again', 'alter-connector' ),
			'unsaved'      => __( 'Your design is not in the cart yet.', 'alter-connector' ),
			'stay'         => __( 'Keep designing', 'alter-connector' ),
			'leave'        => __( 'Close without adding', 'alter-connector' ),
			'gone'         => self::gone(),
			'busy'         => self::busy(),
			'down'         => self::down(),
			'refused'      => self::refused(),
			'offline'      => __( 'The shop could not be reached. Check your connection, and try again.', 'alter-connector' ),
			'silent'       => __( 'The 3D tool did not start. A blocker in your browser may hold it back: allow it for this page, and try again.', 'alter-connector' ),
			'blocked'      => __( 'This shop\'s security settings keep the 3D tool from opening. Please tell the shop.', 'alter-connector' ),
			'broken'       => __( 'The 3D tool reports a problem. If it does not go on, try again.', 'alter-connector' ),
			'plain'        => __( 'Until then you can put it into the cart without a design.', 'alter-connector' ),
			'notAdded'     => __( 'Your design could not be added to the cart. Try again in a moment.', 'alter-connector' ),
		);
	}

	/**
	 * What the connector's refusal of a session means.
	 *
	 * @param Refused $refusal What it said.
	 */
	public static function of( Refused $refusal ): Shopper_Refusal {
		if ( 404 === $refusal->status ) {
			return new Shopper_Refusal( 404, 'session.gone', self::gone() );
		}
		if ( 429 === $refusal->status ) {
			return new Shopper_Refusal( 429, 'session.busy', self::busy(), $refusal->retry_after );
		}
		if ( $refusal->status >= 500 ) {
			return new Shopper_Refusal( 503, 'session.down', self::down(), $refusal->retry_after );
		}
		return new Shopper_Refusal( 403, 'session.refused', self::refused() );
	}

	/**
	 * The product, or a line of a cart, is not there any more.
	 */
	public static function gone(): string {
		return __( 'This cannot be opened in 3D any more. Reload the page to see what is on offer.', 'alter-connector' );
	}

	/**
	 * Too often.
	 */
	public static function busy(): string {
		return __( 'Too many 3D tools were opened just now. Wait a minute, and try again.', 'alter-connector' );
	}

	/**
	 * Nobody answered, or somebody could not.
	 */
	public static function down(): string {
		return __( 'The 3D tool cannot be reached at the moment. Try again in a few minutes.', 'alter-connector' );
	}

	/**
	 * The shop is not set up.
	 */
	private static function refused(): string {
		return __( 'This shop\'s 3D tool is not set up completely. Please tell the shop.', 'alter-connector' );
	}
}
