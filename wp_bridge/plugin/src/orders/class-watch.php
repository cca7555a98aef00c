<?php
/**
 * Notices that orders change.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * Hooks name orders and do no more; at the end of the request each is looked at once, as it is by then. With and without
 * HPOS: there, lists of orders trash, restore and delete posts, and WooCommerce's own hooks are silent.
 */
final class Watch {

	/**
	 * Before WooCommerce and others close what they hold.
	 */
	private const EARLY = 5;

	/**
	 * An import of orders does not keep all of them in memory.
	 */
	private const MOST = 100;

	/**
	 * Orders that may have changed.
	 *
	 * @var array<int, true>
	 */
	private array $touched = array();

	/**
	 * Orders whose deletion began.
	 *
	 * @var array<int, true>
	 */
	private array $leaving = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Recorder $recorder Looks at orders.
	 */
	public function __construct( private Recorder $recorder ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		$by_id = array(
			'woocommerce_new_order',
			'woocommerce_update_order',
			'woocommerce_order_status_changed',
			'woocommerce_order_refunded',
			'woocommerce_saved_order_items',
			'woocommerce_trash_order',
			'woocommerce_untrash_order',
		);
		foreach ( $by_id as $hook ) {
			add_action( $hook, array( $this, 'touched' ), 10, 1 );
		}
		add_action( 'woocommerce_refund_deleted', array( $this, 'refund_deleted' ), 10, 2 );
		add_filter( 'woocommerce_pre_delete_order_refund', array( $this, 'refund_leaves' ), PHP_INT_MAX, 2 );
		add_action( 'woocommerce_new_order_item', array( $this, 'item_written' ), 10, 3 );
		add_action( 'woocommerce_update_order_item', array( $this, 'item_written' ), 10, 3 );
		add_action( 'woocommerce_before_delete_order_item', array( $this, 'item_leaves' ), 10, 1 );
		add_action( 'woocommerce_before_delete_order', array( $this, 'leaves' ), 10, 1 );
		foreach ( array( 'trashed_post', 'untrashed_post' ) as $hook ) {
			add_action( $hook, array( $this, 'post_touched' ), 20, 1 );
		}
		add_action( 'before_delete_post', array( $this, 'post_leaves' ), 10, 1 );
		add_action( 'shutdown', array( $this, 'look' ), self::EARLY, 0 );
	}

	/**
	 * An order may have changed.
	 *
	 * @param mixed $order_id Its number.
	 */
	public function touched( mixed $order_id ): void {
		$order_id = (int) $order_id;
		if ( $order_id > 0 ) {
			$this->touched[ $order_id ] = true;
		}
		if ( count( $this->touched ) > self::MOST && ! did_action( 'shutdown' ) ) {
			// Not those of this very moment: the order is being written.
			$last = array_slice( $this->touched, -1, null, true );
			array_pop( $this->touched );
			$this->look();
			$this->touched = $last;
		}
	}

	/**
	 * A refund was taken back.
	 *
	 * @param mixed $refund_id Its number.
	 * @param mixed $order_id  The order's.
	 */
	public function refund_deleted( mixed $refund_id, mixed $order_id ): void {
		unset( $refund_id );
		$this->touched( $order_id );
	}

	/**
	 * A refund is about to go. Only the order's screen tells of it afterwards; REST and code do not.
	 *
	 * @param mixed $check  What others say: not null when it stays.
	 * @param mixed $refund The refund.
	 */
	public function refund_leaves( mixed $check, mixed $refund = null ): mixed {
		if ( $refund instanceof \WC_Order_Refund ) {
			$this->touched( $refund->get_parent_id() );
		}
		return $check;
	}

	/**
	 * An item was written. Not every caller saves its order afterwards.
	 *
	 * @param mixed $item_id  Its number.
	 * @param mixed $item     The item, or its data from old code.
	 * @param mixed $order_id The order's; old code does not say.
	 */
	public function item_written( mixed $item_id, mixed $item = null, mixed $order_id = 0 ): void {
		unset( $item );
		$this->touched( (int) $order_id > 0 ? $order_id : self::order_of( (int) $item_id ) );
	}

	/**
	 * An item is about to go.
	 *
	 * @param mixed $item_id Its number.
	 */
	public function item_leaves( mixed $item_id ): void {
		$this->touched( self::order_of( (int) $item_id ) );
	}

	/**
	 * An order is about to go. Whether it went is looked at later: a deletion may fail.
	 *
	 * @param mixed $order_id Its number.
	 */
	public function leaves( mixed $order_id ): void {
		$this->leaving[ (int) $order_id ] = true;
	}

	/**
	 * A post was put into the trash, or taken out of it.
	 *
	 * @param mixed $post_id Its number.
	 */
	public function post_touched( mixed $post_id ): void {
		if ( self::is_order( (int) $post_id ) ) {
			$this->touched( $post_id );
		}
	}

	/**
	 * A post is about to go.
	 *
	 * @param mixed $post_id Its number.
	 */
	public function post_leaves( mixed $post_id ): void {
		if ( self::is_order( (int) $post_id ) ) {
			$this->leaves( $post_id );
		}
	}

	/**
	 * Looks at what was named. Whatever goes wrong here must not cost the shop the request.
	 */
	public function look(): void {
		$touched       = array_diff_key( $this->touched, $this->leaving );
		$leaving       = $this->leaving;
		$this->touched = array();
		$this->leaving = array();
		foreach ( array_keys( $leaving ) as $order_id ) {
			self::safely( fn() => wc_get_order( $order_id ) ? $this->recorder->look( $order_id ) : $this->recorder->gone( $order_id ) );
		}
		foreach ( array_keys( $touched ) as $order_id ) {
			self::safely( fn() => $this->recorder->look( $order_id ) );
		}
	}

	/**
	 * Does it, and tells the log when it fails: the sweep finds what was missed.
	 *
	 * @param callable $work Takes nothing.
	 */
	private static function safely( callable $work ): void {
		try {
			$work();
		} catch ( \Throwable $fault ) {
			/**
			 * This action is documented in src/care/class-listener.php
			 */
			do_action( 'alter_connector_log', 'error', 'An order could not be looked at.', array( 'fault' => $fault ) );
		}
	}

	/**
	 * Whether a post is an order of a shop that keeps orders as posts. Where HPOS holds them, a post is only a copy, and its
	 * deletion says nothing.
	 *
	 * @param int $post_id Its number.
	 */
	private static function is_order( int $post_id ): bool {
		return 'shop_order' === get_post_type( $post_id ) && ! OrderUtil::custom_orders_table_usage_is_enabled();
	}

	/**
	 * The order of an item; 0 for none.
	 *
	 * @param int $item_id Its number.
	 */
	private static function order_of( int $item_id ): int {
		return (int) wc_get_order_id_by_order_item_id( $item_id );
	}
}
