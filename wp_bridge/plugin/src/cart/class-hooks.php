<?php
/**
 * The cart room.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Parts;
use AlterConnector\State\Pairs;
use AlterConnector\State\Visitor;

/**
 * From a button of Alter's tool to a line that can be paid for.
 */
final class Hooks {

	/**
	 * Reads what all share.
	 *
	 * @param Parts $parts Shared objects.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Opens the room.
	 */
	public function register(): void {
		$parts       = $this->parts;
		$visitor     = new Visitor();
		$pairs       = new Pairs();
		$pass        = new Pass();
		$requirement = new Requirement( $parts->live, $parts->settings, $parts->breaker, $visitor );
		$claims      = new Claims( $parts->client, $parts->connections, $parts->standing, $visitor );
		$makings     = new Makings( $parts->mirror, $visitor );
		$adding      = new Adding( $parts->live, $parts->settings, $requirement, $claims, new Variations( $pairs ), $makings, new Basket( $pass ), $visitor );

		( new Add_Endpoint( $adding ) )->register();
		( new Gate( $pass, $requirement ) )->register();
		( new Check( $parts->live, $parts->settings, $requirement ) )->register();
		( new Price( $parts->settings ) )->register();
		( new Display() )->register();
		( new Buttons( $requirement ) )->register();
		if ( is_admin() ) {
			( new Pair_Panel( $pairs ) )->register();
			( new Pair_Clicks( $pairs ) )->register();
			( new Required_Field() )->register();
		}
		add_action( 'before_delete_post', array( $this, 'forget' ) );
	}

	/**
	 * A product goes for good, and what was said of its options with it.
	 *
	 * @param mixed $post_id The post.
	 */
	public function forget( mixed $post_id ): void {
		if ( 'product' === get_post_type( (int) $post_id ) ) {
			( new Pairs() )->forget_product( (int) $post_id );
		}
	}
}
