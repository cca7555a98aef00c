<?php
/**
 * Pages that caches keep.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

/**
 * A cached page says what is live and by which way it opens. When that changes, the page goes: most caches hear it by
 * `clean_post_cache`, which `State\Live` sends; those below want to be asked themselves. What no plugin can empty (a
 * proxy with a time of its own) shows a button for a while whose session is refused with a sentence.
 */
final class Page_Caches {

	/**
	 * Actions that empty one product's page, and functions.
	 */
	private const OF_ONE = array(
		'litespeed_purge_post',
		'cache_enabler_clear_page_cache_by_post',
		'wphb_clear_page_cache',
		'rocket_clean_post',
		'w3tc_flush_post',
		'wpsc_delete_post_cache',
	);

	/**
	 * The same for all pages.
	 */
	private const OF_ALL = array(
		'litespeed_purge_all',
		'cache_enabler_clear_complete_cache',
		'wphb_clear_page_cache',
		'breeze_clear_all_cache',
		'rt_nginx_helper_purge_all',
		'rocket_clean_domain',
		'w3tc_flush_posts',
		'wp_cache_clear_cache',
		'sg_cachepress_purge_cache',
		'wpo_cache_flush',
	);

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'alter_connector_live_changed', array( $this, 'clean' ) );
	}

	/**
	 * Empties.
	 *
	 * @param mixed $product_id The product; 0 for all.
	 */
	public function clean( mixed $product_id ): void {
		$product_id = (int) $product_id;
		$arguments  = $product_id > 0 ? array( $product_id ) : array();
		foreach ( $product_id > 0 ? self::OF_ONE : self::OF_ALL as $name ) {
			if ( function_exists( $name ) ) {
				$name( ...$arguments );
			} elseif ( has_action( $name ) ) {
				do_action( $name, ...$arguments ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.DynamicHooknameFound -- Other plugins' own.
			}
		}
	}
}
