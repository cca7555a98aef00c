<?php
/**
 * What may stand under our keys.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Product_Meta;
use AlterConnector\State\Translations;

/**
 * Registers the keys, so that whatever writes them (a form, an import, WP-CLI) gets the same spelling, and refuses
 * what WooCommerce's REST API brings and nobody can read. What arrives unreadable by other ways becomes a failed row
 * that says so.
 */
final class Meta_Rules {

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'init', array( $this, 'register_keys' ) );
		add_filter( 'woocommerce_rest_pre_insert_product_object', array( $this, 'refuse' ), 10, 2 );
		add_filter( 'woocommerce_rest_pre_insert_product_variation_object', array( $this, 'refuse' ), 10, 2 );
		add_filter( 'woocommerce_duplicate_product_exclude_meta', array( $this, 'with_our_keys' ) );
		add_action( 'woocommerce_product_duplicate_before_save', array( $this, 'unbind' ) );
		add_filter( 'pll_copy_post_metas', array( Translations::class, 'uncopied' ) );
	}

	/**
	 * Tells WordPress of the keys.
	 */
	public function register_keys(): void {
		foreach ( Facts_Reader::POST_TYPES as $post_type ) {
			foreach ( Product_Meta::ALL as $key ) {
				register_post_meta(
					$post_type,
					$key,
					array(
						'type'              => 'string',
						'single'            => true,
						'sanitize_callback' => static fn( $value ) => Product_Meta::clean( $key, $value ),
						'auth_callback'     => static fn( $allowed, $name, $post_id ) => current_user_can( 'edit_post', $post_id ),
					)
				);
			}
		}
	}

	/**
	 * Refuses a product whose meta nobody can read, with the key and the reason, before anything is saved.
	 *
	 * @param mixed $product The product, or an error that somebody else found.
	 * @param mixed $request The request.
	 */
	public function refuse( mixed $product, mixed $request ): mixed {
		if ( ! $product instanceof \WC_Product || ! $request instanceof \WP_REST_Request ) {
			return $product;
		}
		foreach ( (array) $request['meta_data'] as $meta ) {
			$key = is_array( $meta ) ? $meta['key'] ?? '' : '';
			if ( ! in_array( $key, array_merge( Product_Meta::DECIDING, array( Product_Meta::LOCAL ) ), true ) ) {
				continue;
			}
			$value  = $meta['value'] ?? '';
			$reason = is_scalar( $value ) || null === $value ? self::fault_in( $key, (string) $value ) : __( 'It takes a text.', 'alter-connector' );
			if ( null !== $reason ) {
				return new \WP_Error( 'alter_connector_invalid_meta', "{$key}: {$reason}", array( 'status' => 400 ) );
			}
		}
		return $product;
	}

	/**
	 * What is wrong with a value, for people; null when nothing is. An empty one takes the key away.
	 *
	 * @param string $key  One of `Product_Meta::ALL`.
	 * @param string $text The value.
	 */
	public static function fault_in( string $key, string $text ): ?string {
		if ( '' === trim( $text ) ) {
			return null;
		}
		if ( Product_Meta::DESIGN === $key && null === Product_Meta::design( $text ) ) {
			return __( 'A design is named by its number in Alter, for example 381.', 'alter-connector' );
		}
		if ( Product_Meta::TYPES === $key && null === Product_Meta::types( $text ) ) {
			return __( 'Runtime types are viewer, configurator and customizer, with commas between them.', 'alter-connector' );
		}
		if ( Product_Meta::LOCAL === $key && null === Product_Meta::local( $text ) ) {
			return __( 'A local design is named by its id, as “wp alter designs list” shows it.', 'alter-connector' );
		}
		if ( Product_Meta::STATUS === $key && null === Product_Meta::status( $text ) ) {
			return __( 'The status is draft, active or inactive.', 'alter-connector' );
		}
		return null;
	}

	/**
	 * A duplicate starts unbound.
	 *
	 * @param mixed $keys Keys that are not duplicated.
	 */
	public function with_our_keys( mixed $keys ): mixed {
		return array_merge( (array) $keys, Product_Meta::ALL );
	}

	/**
	 * A duplicate starts unbound, also where somebody else's filter dropped ours.
	 *
	 * @param mixed $duplicate The product that is about to be made.
	 */
	public function unbind( mixed $duplicate ): void {
		if ( $duplicate instanceof \WC_Product ) {
			foreach ( Product_Meta::ALL as $key ) {
				$duplicate->delete_meta_data( $key );
			}
		}
	}
}
