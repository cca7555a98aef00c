<?php
/**
 * What customers see of configured items.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Connections;

/**
 * On the thank-you page, in My account and in mails: the copied picture, and a button that opens the design where there
 * is one to look at. Calls nobody.
 */
final class Customer_View {

	/**
	 * Whether a mail is being written.
	 *
	 * @var bool
	 */
	private bool $in_mail = false;

	/**
	 * Items whose picture the mail shows already.
	 *
	 * @var array<int, true>
	 */
	private array $shown = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Connections $connections Whether anything can be opened.
	 */
	public function __construct( private Connections $connections ) {}

	/**
	 * Listens. The mail's own table stands at 10 of its action.
	 */
	public function register(): void {
		add_action( 'woocommerce_email_order_details', array( $this, 'mail_begins' ), 1, 0 );
		add_action( 'woocommerce_email_order_details', array( $this, 'mail_ends' ), 99, 0 );
		add_filter( 'woocommerce_order_item_thumbnail', array( $this, 'thumbnail' ), 20, 2 );
		add_action( 'woocommerce_order_item_meta_start', array( $this, 'show' ), 10, 4 );
		add_action( 'woocommerce_order_item_meta_end', array( $this, 'offer' ), 10, 4 );
	}

	/**
	 * A mail begins.
	 */
	public function mail_begins(): void {
		$this->in_mail = true;
		$this->shown   = array();
	}

	/**
	 * A mail ends.
	 */
	public function mail_ends(): void {
		$this->in_mail = false;
	}

	/**
	 * The picture of an item in a mail that shows pictures.
	 *
	 * @param mixed $image HTML.
	 * @param mixed $item  The item.
	 */
	public function thumbnail( mixed $image, mixed $item = null ): mixed {
		$picture = self::picture( $item );
		if ( null === $picture || ! $item instanceof \WC_Order_Item_Product ) {
			return $image;
		}
		$this->shown[ $item->get_id() ] = true;
		return self::img( $picture, $item->get_name(), 48 );
	}

	/**
	 * Prints the picture before the item's metas.
	 *
	 * @param mixed $item_id    Its number.
	 * @param mixed $item       The item.
	 * @param mixed $order      The order.
	 * @param mixed $plain_text Whether a mail without HTML is written.
	 */
	public function show( mixed $item_id, mixed $item = null, mixed $order = null, mixed $plain_text = false ): void {
		unset( $order );
		$picture = true === $plain_text ? null : self::picture( $item );
		if ( null !== $picture && ! isset( $this->shown[ (int) $item_id ] ) ) {
			echo '<div class="alter-connector-picture">' . wp_kses_post( self::img( $picture, $item->get_name(), $this->in_mail ? 48 : 96 ) ) . '</div>';
		}
	}

	/**
	 * Prints the button behind them.
	 *
	 * @param mixed $item_id    The item's number.
	 * @param mixed $item       The item.
	 * @param mixed $order      The order.
	 * @param mixed $plain_text Whether a mail without HTML is written.
	 */
	public function offer( mixed $item_id, mixed $item = null, mixed $order = null, mixed $plain_text = false ): void {
		$line    = Items::line( $item );
		$is_page = ! $this->in_mail && true !== $plain_text;
		if ( $is_page && null !== $line && $line->is_viewable() && $order instanceof \WC_Order && null !== $this->connections->current() ) {
			$this->button( (int) $item_id, $order );
		}
	}

	/**
	 * The button. Whoever sees this page has the order's key or is the customer: WooCommerce asked.
	 *
	 * @param int       $item_id The item's number.
	 * @param \WC_Order $order   The order.
	 */
	private function button( int $item_id, \WC_Order $order ): void {
		/**
		 * A link or button of the shopper's script was printed: the script is needed on this page.
		 */
		do_action( 'alter_connector_shopper_script' );
		printf(
			'<div class="alter-connector-view"><button type="button" class="button wp-element-button" data-alter-open="view" data-order-item="%1$d" data-order-key="%2$s">%3$s</button></div>',
			absint( $item_id ),
			esc_attr( $order->get_order_key() ),
			esc_html__( 'View design', 'alter-connector' )
		);
	}

	/**
	 * The address of an item's picture; null for none.
	 *
	 * @param mixed $item The item.
	 */
	private static function picture( mixed $item ): ?string {
		return $item instanceof \WC_Order_Item_Product ? Picture_Files::address( $item->get_meta( Items::PICTURE ) ) : null;
	}

	/**
	 * A picture. Mail programs want the width as an attribute.
	 *
	 * @param string $url   Its address.
	 * @param string $name  The item's.
	 * @param int    $width Pixels.
	 */
	private static function img( string $url, string $name, int $width ): string {
		return sprintf( '<img src="%1$s" alt="%2$s" width="%3$d" style="max-width:100%%;height:auto;vertical-align:middle;" />', esc_url( $url ), esc_attr( wp_strip_all_tags( $name ) ), $width );
	}
}
