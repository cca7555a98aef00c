<?php
/**
 * Pages that caches keep.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

/**
 * A cached page says what is live and by which way it opens. When that changes, the page goes: some caches hear it by
 * `clean_post_cache`, which `State\Live` sends; those below want to be asked themselves, by the names that their own
 * code has for it. What no plugin can empty (a proxy with a time of its own) shows a button for a while whose session is
 * refused with a sentence.
 */
final class Page_Caches {

	/**
	 * Functions, static methods and actions that empty one product's page, given its number: WP Rocket, W3 Total Cache,
	 * WP Super Cache, WP Fastest Cache, WP-Optimize; LiteSpeed, Cache Enabler, Hummingbird.
	 */
	private const OF_ONE = array(
		'rocket_clean_post',
		'w3tc_flush_post',
		'wpsc_delete_post_cache',
		'wpfc_clear_post_cache_by_id',
		'WPO_Page_Cache::delete_single_post_cache',
		'litespeed_purge_post',
		'cache_enabler_clear_page_cache_by_post',
		'wphb_clear_page_cache',
	);

	/**
	 * The same, given the page's address: SiteGround.
	 */
	private const OF_ADDRESS = array( 'sg_cachepress_purge_cache' );

	/**
	 * What empties all pages of caches that know no single one by number or address, and hear no `clean_post_cache`:
	 * Breeze, Nginx Helper.
	 */
	private const WHOLE = array( 'breeze_clear_all_cache', 'rt_nginx_helper_purge_all' );

	/**
	 * What empties all pages of the others.
	 */
	private const OF_ALL = array(
		'rocket_clean_domain',
		'w3tc_flush_posts',
		'wp_cache_clear_cache',
		'wpfc_clear_all_cache',
		'wpo_cache_flush',
		'litespeed_purge_all',
		'cache_enabler_clear_complete_cache',
		'wphb_clear_page_cache',
		'sg_cachepress_purge_cache',
	);

	/**
	 * Whether whole caches were emptied in this request: a hundred products that change together need it once.
	 *
	 * @var bool
	 */
	private bool $is_whole_done = false;

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
		if ( $product_id > 0 ) {
			self::ask( self::OF_ONE, array( $product_id ) );
			self::ask( self::OF_ADDRESS, array( (string) get_permalink( $product_id ) ) );
		} else {
			self::ask( self::OF_ALL, array() );
		}
		if ( ! $this->is_whole_done ) {
			$this->is_whole_done = true;
			self::ask( self::WHOLE, array() );
		}
	}

	/**
	 * Asks whoever is there.
	 *
	 * @param list<string>     $names     Of functions, static methods and actions.
	 * @param list<int|string> $arguments For each.
	 */
	private static function ask( array $names, array $arguments ): void {
		foreach ( $names as $name ) {
			if ( is_callable( $name ) ) {
				call_user_func_array( $name, $arguments );
			} elseif ( has_action( $name ) ) {
				do_action( $name, ...$arguments ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.DynamicHooknameFound -- Other plugins' own.
			}
		}
	}
}
