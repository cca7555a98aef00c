<?php
/**
 * Which products are translations of others.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Asks the translation plugin, if there is one. A translation uses the bindings of its original and has none of its
 * own: one product, one design, however many languages.
 */
final class Translations {

	/**
	 * The product that this one is translated from; itself when it is no translation.
	 *
	 * @param int    $post_id   A product or variation.
	 * @param string $post_type Its post type.
	 */
	public static function original( int $post_id, string $post_type ): int {
		if ( has_filter( 'wpml_original_element_id' ) ) {
			// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WPML's own hook.
			$found = (int) apply_filters( 'wpml_original_element_id', null, $post_id, "post_{$post_type}" );
			return $found > 0 ? $found : $post_id;
		}
		if ( function_exists( 'pll_get_post_translations' ) ) {
			return self::original_of_polylang( $post_id );
		}
		return $post_id;
	}

	/**
	 * Polylang knows no original. The post in the shop's own language counts as one, else the oldest.
	 *
	 * @param int $post_id A product or variation.
	 */
	private static function original_of_polylang( int $post_id ): int {
		$all = array_filter( array_map( 'intval', (array) pll_get_post_translations( $post_id ) ) );
		if ( ! $all ) {
			return $post_id;
		}
		$language = function_exists( 'pll_default_language' ) ? (string) pll_default_language() : '';
		return $all[ $language ] ?? min( $all );
	}

	/**
	 * Keeps our keys out of what translation plugins copy: the original's say it all.
	 *
	 * @param mixed $keys Keys that Polylang is about to copy.
	 */
	public static function uncopied( mixed $keys ): mixed {
		return is_array( $keys ) ? array_values( array_diff( $keys, Product_Meta::ALL ) ) : $keys;
	}
}
