<?php
/**
 * Notices what happens to products.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Connections;
use AlterConnector\State\Intents;
use AlterConnector\State\Product_Meta;

/**
 * Collects what changed, by whoever and however (form, REST, import, CLI, direct meta writes), and looks at it once, at
 * the end of the request. Nothing is called from here: what has to be sent is a row, and the job is woken.
 */
final class Watch {

	/**
	 * A request that touches more than this (an import from the command line) looks before its end.
	 */
	private const ENOUGH = 200;

	/**
	 * What is said of a design, and of no other.
	 */
	private const OF_DESIGN = array( Product_Meta::NAME, Product_Meta::LOCAL );

	/**
	 * Products whose variations may be concerned.
	 *
	 * @var array<int, true>
	 */
	private array $families = array();

	/**
	 * Products and variations that changed themselves.
	 *
	 * @var array<int, true>
	 */
	private array $ones = array();

	/**
	 * Products that got another design in this request, and which keys that belong to it were written with it.
	 *
	 * @var array<int, array<string, true>>
	 */
	private array $redesigned = array();

	/**
	 * The site of a network that this request is for.
	 *
	 * @var int
	 */
	private int $site;

	/**
	 * Built once, by the room.
	 *
	 * @param Review      $review      Looks at products.
	 * @param Intents     $intents     Writes what is wanted.
	 * @param Schedule    $schedule    Wakes the job.
	 * @param Connections $connections Whether there is anybody to send to.
	 */
	public function __construct(
		private Review $review,
		private Intents $intents,
		private Schedule $schedule,
		private Connections $connections
	) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		$this->site = get_current_blog_id();
		foreach ( array( 'new_product', 'update_product', 'new_product_variation', 'update_product_variation' ) as $event ) {
			add_action( "woocommerce_{$event}", array( $this, 'saved' ) );
		}
		add_action( 'woocommerce_product_type_changed', array( $this, 'type_changed' ) );
		add_action( 'transition_post_status', array( $this, 'status_changed' ), 10, 3 );
		add_action( 'trashed_post', array( $this, 'moved' ) );
		add_action( 'untrashed_post', array( $this, 'moved' ) );
		add_action( 'before_delete_post', array( $this, 'deleting' ) );
		add_action( 'added_post_meta', array( $this, 'meta_changed' ), 10, 3 );
		add_action( 'updated_post_meta', array( $this, 'meta_changed' ), 10, 3 );
		add_action( 'deleted_post_meta', array( $this, 'meta_changed' ), 10, 3 );
		// After WooCommerce's own work at the end of a request, which saves parents of variations.
		add_action( 'shutdown', array( $this, 'look' ), 20 );
	}

	/**
	 * WooCommerce saved a product or variation: every sale does. Its variations are not concerned.
	 *
	 * @param mixed $post_id Its post.
	 */
	public function saved( mixed $post_id ): void {
		if ( ! $this->is_here() ) {
			return;
		}
		$this->ones[ (int) $post_id ] = true;
		$this->look_if_many();
	}

	/**
	 * A simple product became a variable one, or the like.
	 *
	 * @param mixed $product The product.
	 */
	public function type_changed( mixed $product ): void {
		if ( $product instanceof \WC_Product ) {
			$this->family( $product->get_id() );
		}
	}

	/**
	 * Published, drafted, scheduled and so on, by whatever way.
	 *
	 * @param mixed $status The new one.
	 * @param mixed $before The old one.
	 * @param mixed $post   The post.
	 */
	public function status_changed( mixed $status, mixed $before, mixed $post ): void {
		if ( $post instanceof \WP_Post && $status !== $before && in_array( $post->post_type, Facts_Reader::POST_TYPES, true ) ) {
			$this->family( $post->ID );
		}
	}

	/**
	 * Into the trash, or out of it.
	 *
	 * @param mixed $post_id The post.
	 */
	public function moved( mixed $post_id ): void {
		if ( self::is_ours( (int) $post_id ) ) {
			$this->family( (int) $post_id );
		}
	}

	/**
	 * Goes for good. Its ids are in the mirror, and stay there until the connector has archived them.
	 *
	 * @param mixed $post_id The post.
	 */
	public function deleting( mixed $post_id ): void {
		if ( $this->is_here() && self::is_ours( (int) $post_id ) && $this->intents->archive_all_of( (int) $post_id ) > 0 ) {
			$this->wake();
		}
	}

	/**
	 * Somebody wrote one of our keys.
	 *
	 * @param mixed $meta_id Not asked.
	 * @param mixed $post_id The post.
	 * @param mixed $key     The key.
	 */
	public function meta_changed( mixed $meta_id, mixed $post_id, mixed $key ): void {
		if ( ! in_array( $key, Product_Meta::ALL, true ) || ! $this->is_here() || ! self::is_ours( (int) $post_id ) ) {
			return;
		}
		if ( Product_Meta::DESIGN === $key || in_array( $key, self::OF_DESIGN, true ) ) {
			$this->redesigned[ (int) $post_id ][ $key ] = true;
		}
		$this->family( (int) $post_id );
	}

	/**
	 * Looks at what was collected, and wakes the job if something has to be sent.
	 */
	public function look(): void {
		$changed = 0;
		$this->forget_names();
		while ( $this->families || $this->ones ) {
			$families       = array_keys( $this->families );
			$ones           = array_keys( array_diff_key( $this->ones, $this->families ) );
			$this->families = array();
			$this->ones     = array();
			$changed       += array_sum( array_map( array( $this->review, 'family' ), $families ) );
			$changed       += $this->review->all( $ones );
		}
		if ( $changed > 0 || $this->review->has_left_over() ) {
			$this->wake();
		}
	}

	/**
	 * Whoever writes a design without its name (REST, an import) leaves the old design's name there, and its files.
	 */
	private function forget_names(): void {
		$redesigned       = $this->redesigned;
		$this->redesigned = array();
		foreach ( $redesigned as $post_id => $written ) {
			foreach ( isset( $written[ Product_Meta::DESIGN ] ) ? self::OF_DESIGN : array() as $key ) {
				if ( ! isset( $written[ $key ] ) ) {
					delete_post_meta( $post_id, $key );
				}
			}
		}
		$this->redesigned = array();
	}

	/**
	 * A product and its variations are to be looked at.
	 *
	 * @param int $post_id A product or variation.
	 */
	private function family( int $post_id ): void {
		if ( ! $this->is_here() ) {
			return;
		}
		$this->families[ $post_id ] = true;
		$this->look_if_many();
	}

	/**
	 * Keeps the collection, and what would be lost with the request, small.
	 */
	private function look_if_many(): void {
		if ( count( $this->families ) + count( $this->ones ) >= self::ENOUGH ) {
			$this->look();
		}
	}

	/**
	 * Whether WordPress speaks of this site. A plugin that copies products through a network saves some of another
	 * site, whose numbers mean other products here; that site's nightly look finds them.
	 */
	private function is_here(): bool {
		return get_current_blog_id() === $this->site;
	}

	/**
	 * The job runs soon.
	 */
	private function wake(): void {
		if ( null !== $this->connections->current() ) {
			$this->schedule->wake();
		}
	}

	/**
	 * Whether a post is a product or a variation.
	 *
	 * @param int $post_id The post.
	 */
	private static function is_ours( int $post_id ): bool {
		return in_array( get_post_type( $post_id ), Facts_Reader::POST_TYPES, true );
	}
}
