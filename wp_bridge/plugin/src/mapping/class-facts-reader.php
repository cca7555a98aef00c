<?php
/**
 * Reads the facts of products.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Known_Store;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Subject;
use AlterConnector\State\Translations;

/**
 * From WordPress' own caches where they are warm: a product that was just saved costs no query here.
 */
final class Facts_Reader {

	public const POST_TYPES = array( 'product', 'product_variation' );

	/**
	 * Built once, by the room.
	 *
	 * @param Known_Store $known_store Knows what external ids begin with.
	 */
	public function __construct( private Known_Store $known_store ) {}

	/**
	 * Reads posts and their products from the database, whatever this request knows of them: a few queries for all.
	 *
	 * @param list<int> $post_ids Products and variations.
	 */
	public function refresh( array $post_ids ): void {
		$this->forget( $post_ids );
		_prime_post_caches( $post_ids, true, true );
		$parents = array_values( array_diff( array_unique( array_filter( array_map( 'wp_get_post_parent_id', $post_ids ) ) ), $post_ids ) );
		$this->forget( $parents );
		_prime_post_caches( $parents, true, true );
	}

	/**
	 * Takes posts out of the cache.
	 *
	 * @param list<int> $post_ids Any.
	 */
	private function forget( array $post_ids ): void {
		wp_cache_delete_multiple( $post_ids, 'posts' );
		wp_cache_delete_multiple( $post_ids, 'post_meta' );
	}

	/**
	 * The facts of a post; of any other kind of post there are none.
	 *
	 * @param int $post_id A product or variation.
	 */
	public function facts( int $post_id ): Facts {
		$post = get_post( $post_id );
		if ( null === $post || ! in_array( $post->post_type, self::POST_TYPES, true ) ) {
			return Facts::none();
		}
		$is_variation = 'product_variation' === $post->post_type;
		$product      = $is_variation ? get_post( $post->post_parent ) : $post;
		if ( null === $product || 'product' !== $product->post_type ) {
			// A variation whose product is gone can not be bought.
			return Facts::none();
		}
		return new Facts(
			true,
			$is_variation,
			(string) \WC_Product_Factory::get_product_type( $product->ID ),
			$product->post_status,
			$post->post_status,
			Translations::original( $product->ID, 'product' ) !== $product->ID,
			self::meta( $post_id ),
			$is_variation ? self::meta( $product->ID ) : array()
		);
	}

	/**
	 * Who it is, to the connector and to people; null for any other kind of post.
	 *
	 * @param int $post_id A product or variation.
	 */
	public function subject( int $post_id ): ?Subject {
		$post = get_post( $post_id );
		if ( null === $post || ! in_array( $post->post_type, self::POST_TYPES, true ) ) {
			return null;
		}
		$product_id = 'product' === $post->post_type ? $post->ID : $post->post_parent;
		return Subject::of( $this->known_store->external_id_prefix(), $post->ID, $product_id, $post->post_title );
	}

	/**
	 * What a post says under our keys. An empty value says nothing.
	 *
	 * @param int $post_id A product or variation.
	 * @return array<string, string>
	 */
	private static function meta( int $post_id ): array {
		$found = array();
		foreach ( Product_Meta::ALL as $key ) {
			$value = get_post_meta( $post_id, $key, true );
			if ( is_scalar( $value ) && '' !== trim( (string) $value ) ) {
				$found[ $key ] = trim( (string) $value );
			}
		}
		return $found;
	}
}
