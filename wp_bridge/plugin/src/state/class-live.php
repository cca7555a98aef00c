<?php
/**
 * What shoppers can open.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table; cached here.

/**
 * Reads the mirror for shop pages: one query a product, kept in the object cache, dropped when it changes. Pages that
 * a full-page cache holds say what is live too, so a change is told as `alter_connector_live_changed`, once a product
 * and at the end of the request.
 */
final class Live {

	private const GROUP = 'alter_connector';

	/**
	 * A request that reads while another one writes may keep what is no longer so; for no longer than this.
	 */
	private const SECONDS = 10 * MINUTE_IN_SECONDS;

	/**
	 * A longer list is asked of as it is shown.
	 */
	private const MOST_LISTED = 100;

	/**
	 * Products whose pages are out of date; 0 for all of them. Null while the end of the request is not listened to.
	 *
	 * @var array<int, true>|null
	 */
	private static ?array $changed = null;

	/**
	 * What this request has read, dropped by each change.
	 *
	 * @var array<string, Openings>
	 */
	private static array $read = array();

	/**
	 * Products of lists on this page, of which one question will be asked together.
	 *
	 * @var array<int, true>
	 */
	private static array $listed = array();

	/**
	 * Built once, by the plugin.
	 *
	 * @param Standing $standing Where the site finds itself: without a connection, and on a copy, nothing opens.
	 */
	public function __construct( private Standing $standing ) {}

	/**
	 * What a product and its variations open. `variations` names those with bindings of their own, with all they open;
	 * another variation opens what its product opens.
	 *
	 * @param int $product_id A product; a translation stands for its original.
	 * @return array{runtimes: list<string>, variations: array<int, list<string>>}
	 */
	public function of( int $product_id ): array {
		$openings = $this->openings( $product_id );
		return array(
			'runtimes'   => $openings->runtimes(),
			'variations' => $openings->variations(),
		);
	}

	/**
	 * Whether anything of a product opens.
	 *
	 * @param int $product_id A product.
	 */
	public function is_live( int $product_id ): bool {
		$openings = $this->openings( $product_id );
		return array() !== $openings->runtimes() || array() !== array_filter( $openings->variations() );
	}

	/**
	 * The external product id that a session is for: the variation's own, else its product's. Null when there is
	 * nothing to open.
	 *
	 * @param int    $product_id   A product.
	 * @param int    $variation_id Its variation; 0 for none.
	 * @param string $runtime      A runtime type.
	 */
	public function opens( int $product_id, int $variation_id, string $runtime ): ?string {
		$variation_id = $variation_id > 0 ? Translations::original( $variation_id, 'product_variation' ) : 0;
		return $this->openings( $product_id )->opens( $variation_id, $runtime );
	}

	/**
	 * A published product of which something opens; null while there is none. For checks, never for a shop's page.
	 */
	public function any(): ?int {
		global $wpdb;
		$found = $wpdb->get_var( $wpdb->prepare( "SELECT b.product_id FROM %i b JOIN %i p ON p.ID = b.product_id WHERE b.wanted = 'active' AND b.confirmed = 'active' AND p.post_status = 'publish' AND p.post_password = '' ORDER BY b.product_id LIMIT 1", Schema::bindings(), $wpdb->posts ) );
		return null === $found || ! $this->standing->is_at_home() ? null : (int) $found;
	}

	/**
	 * Products that a list is about to show: what each of them opens will be asked with the first.
	 *
	 * @param mixed $posts What a query found.
	 */
	public static function listed( mixed $posts ): mixed {
		foreach ( is_array( $posts ) ? array_slice( $posts, 0, self::MOST_LISTED ) : array() as $post ) {
			if ( $post instanceof \WP_Post && 'product' === $post->post_type ) {
				self::$listed[ $post->ID ] = true;
			}
		}
		return $posts;
	}

	/**
	 * A product opens something else than before, or may.
	 *
	 * @param int $product_id The product's post.
	 */
	public static function changed( int $product_id ): void {
		self::$read = array();
		wp_cache_delete( "live_{$product_id}", self::GROUP );
		self::note( $product_id );
	}

	/**
	 * Any product may open something else than before: the shop has another store, other addresses, other choices.
	 */
	public static function all_changed(): void {
		self::$read = array();
		wp_cache_set( 'live_era', uniqid( '', true ), self::GROUP );
		self::note( 0 );
	}

	/**
	 * Tells of what changed.
	 */
	public static function tell(): void {
		$changed       = array_keys( (array) self::$changed );
		self::$changed = null;
		foreach ( in_array( 0, $changed, true ) ? array( 0 ) : $changed as $product_id ) {
			if ( $product_id > 0 ) {
				wp_cache_delete( "live_{$product_id}", self::GROUP );
				// What page caches of all kinds listen to.
				clean_post_cache( $product_id );
			}
			/**
			 * What shoppers can open changed.
			 *
			 * @param int $product_id The product; 0 for any of them.
			 */
			do_action( 'alter_connector_live_changed', $product_id );
		}
	}

	/**
	 * Remembers a change until the end of the request: a batch changes a hundred rows of one product.
	 *
	 * @param int $product_id The product's post; 0 for all.
	 */
	private static function note( int $product_id ): void {
		if ( null === self::$changed ) {
			self::$changed = array();
			add_action( 'shutdown', array( self::class, 'tell' ), 5 );
		}
		self::$changed[ $product_id ] = true;
	}

	/**
	 * What is known of a product.
	 *
	 * @param int $product_id A product.
	 */
	private function openings( int $product_id ): Openings {
		$product_id = Translations::original( $product_id, 'product' );
		$key        = get_current_blog_id() . ":{$product_id}";
		if ( ! isset( self::$read[ $key ] ) ) {
			$rows               = $this->rows( $product_id );
			self::$read[ $key ] = new Openings( $product_id, $rows && $this->standing->is_at_home() ? $rows : array() );
		}
		return self::$read[ $key ];
	}

	/**
	 * A product's rows.
	 *
	 * @param int $product_id Its post.
	 * @return list<array<string, string|null>>
	 */
	private function rows( int $product_id ): array {
		$era   = wp_cache_get( 'live_era', self::GROUP );
		$found = wp_cache_get( "live_{$product_id}", self::GROUP );
		if ( is_array( $found ) && $era === $found['era'] ) {
			return $found['rows'];
		}
		self::$listed[ $product_id ] = true;
		$ids                         = array_keys( self::$listed );
		self::$listed                = array();
		$all                         = array_fill_keys( $ids, array() );
		foreach ( self::asked( $ids ) as $row ) {
			$all[ (int) $row['product_id'] ][] = $row;
		}
		foreach ( $all as $id => $rows ) {
			wp_cache_set( "live_{$id}", compact( 'era', 'rows' ), self::GROUP, self::SECONDS );
		}
		return $all[ $product_id ];
	}

	/**
	 * Rows of products.
	 *
	 * @param list<int> $ids Their posts.
	 * @return list<array<string, string|null>>
	 */
	private static function asked( array $ids ): array {
		global $wpdb;
		$places = implode( ',', array_fill( 0, count( $ids ), '%d' ) );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		return (array) $wpdb->get_results( $wpdb->prepare( "SELECT product_id, object_id, runtime_type, external_product_id, wanted, confirmed FROM %i WHERE product_id IN ({$places}) AND runtime_type <> ''", Schema::bindings(), ...$ids ), ARRAY_A );
	}
}
