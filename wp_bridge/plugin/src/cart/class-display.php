<?php
/**
 * What shoppers see of a line in the cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * What was chosen, a picture, and the ways back into the customizer, in the classic cart, the blocks, the mini cart and
 * the checkout. Reads the line and nothing else.
 */
final class Display {

	/**
	 * Before the item's key in an address. A fragment: the page may come from a cache that knows one page a product.
	 */
	private const FRAGMENT = 'alter-edit=';

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'woocommerce_get_item_data', array( $this, 'data' ), 10, 2 );
		add_filter( 'woocommerce_cart_item_permalink', array( $this, 'permalink' ), 10, 3 );
		add_action( 'woocommerce_after_cart_item_name', array( $this, 'links' ), 10, 2 );
		add_filter( 'woocommerce_cart_item_thumbnail', array( $this, 'thumbnail' ), 10, 2 );
		add_filter( 'woocommerce_store_api_cart_item_images', array( $this, 'images' ), 10, 2 );
		add_action( 'wp_enqueue_scripts', array( $this, 'script_of_blocks' ) );
		add_filter( 'alter_connector_owned_line', array( $this, 'owned' ), 10, 2 );
	}

	/**
	 * What was chosen, beside the item. Escaped: WooCommerce takes HTML here.
	 *
	 * @param mixed $data Others' lines.
	 * @param mixed $item WooCommerce's.
	 */
	public function data( mixed $data, mixed $item = array() ): mixed {
		$line = self::line( $item );
		if ( null === $line || ! is_array( $data ) ) {
			return $data;
		}
		foreach ( Told::of( $line, self::shown_anyway( $item ) ) as list( $name, $value ) ) {
			$data[] = array(
				'key'   => esc_html( $name ),
				'value' => esc_html( $value ),
			);
		}
		return $data;
	}

	/**
	 * Where the item's name leads: back into the customizer. The only way that the cart block offers.
	 *
	 * @param mixed $url  WooCommerce's; empty for a product that is shown nowhere.
	 * @param mixed $item WooCommerce's.
	 * @param mixed $key  The item's key.
	 */
	public function permalink( mixed $url, mixed $item = array(), mixed $key = '' ): mixed {
		$line = self::line( $item );
		if ( null === $line || ! $line->is_editable() || ! is_string( $url ) || '' === $url ) {
			return $url;
		}
		return strtok( $url, '#' ) . '#' . self::FRAGMENT . rawurlencode( (string) $key );
	}

	/**
	 * Prints the links of the classic cart.
	 *
	 * @param mixed $item WooCommerce's.
	 * @param mixed $key  The item's key.
	 */
	public function links( mixed $item, mixed $key = '' ): void {
		$line = self::line( $item );
		if ( null === $line || ! $line->is_viewable() ) {
			return;
		}
		$product = $item['data'] instanceof \WC_Product ? $item['data'] : null;
		$url     = null === $product ? '' : (string) $product->get_permalink( $item );
		$links   = array( 'view' => __( 'View design', 'alter-connector' ) );
		if ( $line->is_editable() ) {
			$links = array( 'edit' => __( 'Edit design', 'alter-connector' ) ) + $links;
		}
		echo '<div class="alter-connector-line">';
		foreach ( $links as $verb => $text ) {
			printf(
				'<a href="%1$s" data-alter-open="%2$s" data-line="%3$s" data-title="%4$s">%5$s</a> ',
				esc_url( 'edit' === $verb ? (string) $this->permalink( $url, $item, $key ) : $url ),
				esc_attr( $verb ),
				esc_attr( (string) $key ),
				esc_attr( null === $product ? $text : wp_strip_all_tags( $product->get_name() ) ),
				esc_html( $text )
			);
		}
		echo '</div>';
		self::wants_script();
	}

	/**
	 * The picture in the classic cart and the mini cart.
	 *
	 * @param mixed $html WooCommerce's.
	 * @param mixed $item WooCommerce's.
	 */
	public function thumbnail( mixed $html, mixed $item = array() ): mixed {
		$line = self::line( $item );
		$url  = null === $line ? null : Picture::of( $line, time(), is_ssl() );
		if ( null === $url ) {
			return $html;
		}
		$size = wc_get_image_size( 'woocommerce_thumbnail' );
		return sprintf(
			'<img src="%1$s" alt="%2$s" class="attachment-woocommerce_thumbnail alter-connector-picture" width="%3$d" height="%3$d" loading="lazy" decoding="async" referrerpolicy="no-referrer" />',
			esc_url( $url ),
			esc_attr( $line->design_name ),
			(int) $size['width']
		);
	}

	/**
	 * The pictures in the cart block, where WooCommerce asks for them (not before 9.6). An image needs a number there.
	 *
	 * @param mixed $images WooCommerce's.
	 * @param mixed $item   WooCommerce's.
	 */
	public function images( mixed $images, mixed $item = array() ): mixed {
		$line = self::line( $item );
		$url  = null === $line ? null : Picture::of( $line, time(), is_ssl() );
		if ( null === $url || ! is_array( $images ) ) {
			return $images;
		}
		$first = reset( $images );
		$image = array(
			'id'               => is_object( $first ) ? (int) ( $first->id ?? 0 ) : 0,
			'src'              => $url,
			'thumbnail'        => $url,
			// Other sizes are the product's picture, and browsers prefer them.
			'srcset'           => '',
			'sizes'            => '',
			'thumbnail_srcset' => '',
			'thumbnail_sizes'  => '',
			'name'             => $line->design_name,
			'alt'              => $line->design_name,
		);
		return array( (object) ( $image + ( is_object( $first ) ? get_object_vars( $first ) : array() ) ) );
	}

	/**
	 * Blocks print no link that could ask for the script; what lies in the cart does.
	 */
	public function script_of_blocks(): void {
		$is_here = ( is_cart() || is_checkout() ) && array_filter( Basket::lines(), static fn( Line $line ): bool => $line->is_viewable() );
		if ( $is_here ) {
			self::wants_script();
		}
	}

	/**
	 * A line of this visitor's cart; for whoever signs tickets.
	 *
	 * @param mixed $found What others say.
	 * @param mixed $key   The item's key.
	 */
	public function owned( mixed $found, mixed $key = '' ): mixed {
		return Basket::lines()[ is_string( $key ) ? $key : '' ] ?? $found;
	}

	/**
	 * Values that WooCommerce shows as the variation's own.
	 *
	 * @param array<string, mixed> $item WooCommerce's.
	 * @return list<string>
	 */
	private static function shown_anyway( array $item ): array {
		$found = array();
		foreach ( (array) ( $item['variation'] ?? array() ) as $name => $value ) {
			$taxonomy = str_replace( 'attribute_', '', (string) $name );
			$term     = taxonomy_exists( $taxonomy ) ? get_term_by( 'slug', (string) $value, $taxonomy ) : false;
			$found[]  = mb_strtolower( $term instanceof \WP_Term ? $term->name : (string) $value );
		}
		return $found;
	}

	/**
	 * Somebody printed a link that the script acts on.
	 */
	private static function wants_script(): void {
		/**
		 * The page has a link that opens a tool.
		 */
		do_action( 'alter_connector_shopper_script' );
	}

	/**
	 * The line of an item.
	 *
	 * @param mixed $item WooCommerce's.
	 */
	private static function line( mixed $item ): ?Line {
		return Line::from_array( is_array( $item ) ? $item[ Line::KEY ] ?? null : null );
	}
}
