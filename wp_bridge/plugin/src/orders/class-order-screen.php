<?php
/**
 * What the owner sees of configured items.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Known_Store;
use AlterConnector\State\Line;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Row;

/**
 * On the order's screen, with HPOS and without: picture, link to the design at Alter, and how far Alter knows of it. From
 * the order and our own rows; calls nobody.
 */
final class Order_Screen {

	/**
	 * The newest event of the order on the screen, by the order's number.
	 *
	 * @var array<int, Order_Row|null>
	 */
	private array $last = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Known_Store  $known_store Knows where Alter's tools are.
	 * @param Order_Events $events      What was told.
	 */
	public function __construct( private Known_Store $known_store, private Order_Events $events ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'woocommerce_admin_order_item_thumbnail', array( $this, 'thumbnail' ), 10, 3 );
		add_action( 'woocommerce_after_order_itemmeta', array( $this, 'show' ), 10, 2 );
	}

	/**
	 * The picture.
	 *
	 * @param mixed $image   HTML.
	 * @param mixed $item_id The item's number.
	 * @param mixed $item    The item.
	 */
	public function thumbnail( mixed $image, mixed $item_id = 0, mixed $item = null ): mixed {
		unset( $item_id );
		$picture = $item instanceof \WC_Order_Item_Product ? Picture_Files::address( $item->get_meta( Items::PICTURE ) ) : null;
		if ( null === $picture ) {
			return $image;
		}
		return sprintf( '<img src="%1$s" alt="" width="150" class="attachment-thumbnail size-thumbnail" loading="lazy" />', esc_url( $picture ) );
	}

	/**
	 * Prints what there is to know of an item, below its metas.
	 *
	 * @param mixed $item_id The item's number.
	 * @param mixed $item    The item.
	 */
	public function show( mixed $item_id, mixed $item = null ): void {
		unset( $item_id );
		$line = Items::line( $item );
		if ( null === $line || ! $item instanceof \WC_Order_Item_Product ) {
			return;
		}
		$parts = array_map( 'esc_html', $this->facts( $line, $item ) );
		$url   = $this->url( $line );
		if ( null !== $url ) {
			$parts[] = sprintf(
				'<a href="%1$s" target="_blank" rel="noopener noreferrer">%2$s</a>',
				esc_url( $url ),
				/* translators: %d: a number of an order at Alter. */
				esc_html( sprintf( __( 'Open Alter\'s order %d', 'alter-connector' ), (int) $line->alter_order_id ) )
			);
		}
		echo '<div class="alter-connector-item">' . wp_kses_post( implode( ' · ', $parts ) ) . '</div>';
	}

	/**
	 * What there is to know, as plain texts.
	 *
	 * @param Line                   $line What was sold.
	 * @param \WC_Order_Item_Product $item Its item.
	 * @return list<string>
	 */
	private function facts( Line $line, \WC_Order_Item_Product $item ): array {
		$facts = array();
		if ( '' !== $line->design_name || $line->design_id > 0 ) {
			/* translators: %s: a design's name or number. */
			$facts[] = sprintf( __( 'Design: %s', 'alter-connector' ), '' === $line->design_name ? "#{$line->design_id}" : $line->design_name );
		}
		if ( null !== $line->repeat_of ) {
			/* translators: %s: an order's number. */
			$facts[] = sprintf( __( 'Repeat of order #%s: Alter is not told of it, have it produced once more', 'alter-connector' ), $line->repeat_of );
		} elseif ( Items::is_unclaimed( $line ) ) {
			$facts[] = __( 'Sold while Alter could not be asked: not checked yet', 'alter-connector' );
		} elseif ( Items::is_told( $line ) ) {
			$facts[] = $this->telling( $item->get_order_id() );
		} elseif ( ! $line->is_customized() ) {
			$facts[] = __( 'Chosen in a 3D viewer or configurator: as the customer\'s browser sent it', 'alter-connector' );
		}
		return $facts;
	}

	/**
	 * How far Alter knows of an order.
	 *
	 * @param int $order_id The order.
	 */
	private function telling( int $order_id ): string {
		if ( ! array_key_exists( $order_id, $this->last ) ) {
			$this->last[ $order_id ] = $this->events->last( $order_id );
		}
		$row = $this->last[ $order_id ];
		if ( null === $row ) {
			return __( 'Alter is told once the order is placed and not merely tried', 'alter-connector' );
		}
		switch ( $row->state ) {
			case Order_Row::DONE:
				return 'local.seen' === $row->code ? __( 'Not told to Alter; somebody of the shop saw to it', 'alter-connector' ) : __( 'Alter knows this order as it is', 'alter-connector' );
			case Order_Row::REFUSED:
				/* translators: %s: why. */
				return sprintf( __( 'Not told to Alter: %s', 'alter-connector' ), Words::code( $row->code, $row->detail ) );
		}
		return __( 'On its way to Alter', 'alter-connector' );
	}

	/**
	 * The customizer's view of the order; null without one. Alter asks its owner to sign in there.
	 *
	 * @param Line $line What was sold.
	 */
	private function url( Line $line ): ?string {
		$origin = $this->known_store->app_origin();
		if ( ! $line->is_viewable() || 0 === $line->design_id || 1 !== preg_match( '~^https?://[^/\s]+$~D', $origin ) ) {
			return null;
		}
		return "{$origin}/app/customizer/{$line->design_id}/{$line->alter_order_id}";
	}
}
