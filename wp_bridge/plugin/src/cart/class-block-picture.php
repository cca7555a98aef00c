<?php
/**
 * The picture of a line in WooCommerce's blocks.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * The blocks of cart, mini cart and checkout show what the Store API says. It asks for a line's pictures since
 * WooCommerce 9.6; before, only its whole answer can be changed.
 */
final class Block_Picture {

	/**
	 * WooCommerce's own question.
	 */
	private const ASKED = 'woocommerce_store_api_cart_item_images';

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( self::ASKED, array( $this, 'images' ), 10, 2 );
		add_filter( 'rest_request_after_callbacks', array( $this, 'answer' ), 10, 3 );
	}

	/**
	 * The pictures of one line.
	 *
	 * @param mixed $images WooCommerce's.
	 * @param mixed $item   The cart's item.
	 */
	public function images( mixed $images, mixed $item = array() ): mixed {
		$line = Line::from_array( is_array( $item ) ? $item[ Line::KEY ] ?? null : null );
		return null === $line ? $images : self::of( $line, $images );
	}

	/**
	 * What the Store API says of the cart, where WooCommerce did not ask. A call of the script, a batch and what a page
	 * brings along all pass here.
	 *
	 * @param mixed $answer  WooCommerce's.
	 * @param mixed $handler Who made it.
	 * @param mixed $request What was asked.
	 */
	public function answer( mixed $answer, mixed $handler = null, mixed $request = null ): mixed {
		$is_cart = $answer instanceof \WP_REST_Response && $request instanceof \WP_REST_Request
			&& 1 === preg_match( '~^/wc/store(/v1)?/cart(/|$)~', $request->get_route() );
		if ( ! $is_cart || did_filter( self::ASKED ) > 0 ) {
			return $answer;
		}
		$data = $answer->get_data();
		if ( is_array( $data ) && is_array( $data['items'] ?? null ) ) {
			$lines         = Basket::lines();
			$data['items'] = array_map( static fn( mixed $item ): mixed => self::shown( $item, $lines ), $data['items'] );
			$answer->set_data( $data );
		}
		return $answer;
	}

	/**
	 * One item of the answer.
	 *
	 * @param mixed               $item  WooCommerce's.
	 * @param array<string, Line> $lines By the items' keys.
	 */
	private static function shown( mixed $item, array $lines ): mixed {
		$line = is_array( $item ) ? $lines[ (string) ( $item['key'] ?? '' ) ] ?? null : null;
		if ( null !== $line ) {
			$item['images'] = self::of( $line, $item['images'] ?? array() );
		}
		return $item;
	}

	/**
	 * The design's picture in place of the product's. An image needs a number there.
	 *
	 * @param Line  $line   The line.
	 * @param mixed $images WooCommerce's.
	 */
	private static function of( Line $line, mixed $images ): mixed {
		$url = Picture::of( $line, time(), is_ssl() );
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
}
