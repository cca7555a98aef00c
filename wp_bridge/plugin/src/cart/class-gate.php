<?php
/**
 * What may come into the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use Automattic\WooCommerce\StoreApi\Exceptions\RouteException;

/**
 * Stands where forms, scripts, links, the Store API and other plugins all pass. Only the basket's lines come in; what a
 * request or another plugin brings under our key is dropped, and a product that is only sold customised is refused
 * without a line.
 */
final class Gate {

	/**
	 * Lines that an order brought back in this request, as texts: WooCommerce asks for them first, and adds them after.
	 *
	 * @var array<string, true>
	 */
	private array $repeated = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Pass        $pass        The line that the basket is adding.
	 * @param Requirement $requirement Whether a product can be bought as it is.
	 */
	public function __construct( private Pass $pass, private Requirement $requirement ) {}

	/**
	 * Listens. Last where data is collected, so that nobody puts something in after it.
	 */
	public function register(): void {
		add_filter( 'woocommerce_add_cart_item_data', array( $this, 'data' ), PHP_INT_MAX, 3 );
		add_filter( 'woocommerce_add_to_cart_validation', array( $this, 'passes' ), 10, 6 );
		add_filter( 'woocommerce_order_again_cart_item_data', array( $this, 'repeats' ), PHP_INT_MAX, 1 );
		add_filter( 'woocommerce_cart_id', array( $this, 'key' ), 10, 5 );
	}

	/**
	 * The data of an item that is about to be added.
	 *
	 * @param mixed $data         What others put there.
	 * @param mixed $product_id   The product.
	 * @param mixed $variation_id Its variation.
	 * @throws RouteException When it is only sold customised: both kinds of cart know this exception, and tell its text.
	 */
	public function data( mixed $data, mixed $product_id = 0, mixed $variation_id = 0 ): mixed {
		$data = is_array( $data ) ? $data : array();
		unset( $data[ Line::KEY ], $data[ Item::CLAIM_KEY ] );
		if ( $this->pass->is_for( (int) $product_id, (int) $variation_id ) ) {
			$ours = $this->pass->item->data();
			// One item, once.
			$this->pass->item = null;
			return $ours + $data;
		}
		if ( ! $this->requirement->is_required( (int) $product_id, (int) $variation_id ) ) {
			return $data;
		}
		$external = $this->requirement->external_id( (int) $product_id, (int) $variation_id );
		if ( null !== $external && $this->requirement->may_sell_anyway() ) {
			return array( Line::KEY => Makings::without( $external )->to_array() ) + $data;
		}
		throw new RouteException( 'alter_connector_customize_first', esc_html( self::words( (int) $product_id ) ), 400 );
	}

	/**
	 * Whether a form's, a link's or an order's item may be added. Before WooCommerce begins, so that its form shows one
	 * notice.
	 *
	 * @param mixed $passes       What others say.
	 * @param mixed $product_id   The product.
	 * @param mixed $quantity     Not asked.
	 * @param mixed $variation_id Its variation.
	 * @param mixed $attributes   Not asked.
	 * @param mixed $data         The item's data, of the basket and of orders.
	 */
	public function passes( mixed $passes, mixed $product_id = 0, mixed $quantity = 1, mixed $variation_id = 0, mixed $attributes = array(), mixed $data = array() ): mixed {
		$is_ours = $this->pass->is_for( (int) $product_id, (int) $variation_id );
		if ( ! $passes || $is_ours || ! $this->requirement->is_required( (int) $product_id, (int) $variation_id ) ) {
			return $passes;
		}
		$line = is_array( $data ) ? $data[ Line::KEY ] ?? null : null;
		if ( ( null !== $line && isset( $this->repeated[ self::told( $line ) ] ) ) || $this->requirement->may_sell_anyway() ) {
			return $passes;
		}
		wc_add_notice( esc_html( self::words( (int) $product_id ) ), 'error' );
		return false;
	}

	/**
	 * Remembers what an order brings back; whoever keeps orders vouches for it. Only what says that it is a repeat.
	 *
	 * @param mixed $data The item's data.
	 */
	public function repeats( mixed $data ): mixed {
		$line = Line::from_array( is_array( $data ) ? $data[ Line::KEY ] ?? null : null );
		if ( null !== $line && null !== $line->repeat_of ) {
			$this->repeated[ self::told( $data[ Line::KEY ] ) ] = true;
		} elseif ( is_array( $data ) ) {
			unset( $data[ Line::KEY ] );
		}
		return $data;
	}

	/**
	 * The key of an item of Alter's order is the same whatever was chosen: an edit keeps its place, and nothing that
	 * brings an item back (undo, a saved cart, another tab) makes it two.
	 *
	 * @param mixed $key          WooCommerce's.
	 * @param mixed $product_id   Not asked.
	 * @param mixed $variation_id Not asked.
	 * @param mixed $variation    Not asked.
	 * @param mixed $data         The item's data.
	 */
	public function key( mixed $key, mixed $product_id = 0, mixed $variation_id = 0, mixed $variation = array(), mixed $data = array() ): mixed {
		$line = Line::from_array( is_array( $data ) ? $data[ Line::KEY ] ?? null : null );
		if ( null === $line || null === $line->order_detail_id ) {
			return $key;
		}
		return md5( "alter:{$line->alter_order_id}:{$line->order_detail_id}:{$line->repeat_of}" );
	}

	/**
	 * One cause and one action.
	 *
	 * @param int $product_id The product.
	 */
	private static function words( int $product_id ): string {
		/* translators: %s: a product's name. */
		return sprintf( __( '“%s” can only be bought customised. Open its page, and make yours.', 'alter-connector' ), wp_strip_all_tags( get_the_title( $product_id ) ) );
	}

	/**
	 * A line as a text.
	 *
	 * @param mixed $line As it is kept.
	 */
	private static function told( mixed $line ): string {
		return md5( (string) wp_json_encode( $line ) );
	}
}
