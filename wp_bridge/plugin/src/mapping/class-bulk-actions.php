<?php
/**
 * Our actions for many products of the list.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Mirror;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;

/**
 * Map, activate, deactivate and send again. WordPress has checked the list's nonce; the right to edit is checked for
 * each product.
 */
final class Bulk_Actions {

	private const MAP        = 'alter_connector_map';
	private const ACTIVATE   = 'alter_connector_activate';
	private const DEACTIVATE = 'alter_connector_deactivate';
	private const RESYNC     = 'alter_connector_resync';
	private const DONE       = 'alter_connector_done';
	private const SKIPPED    = 'alter_connector_skipped';

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror $mirror What is mapped.
	 */
	public function __construct( private Mirror $mirror ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'bulk_actions-edit-product', array( $this, 'offer' ) );
		add_filter( 'handle_bulk_actions-edit-product', array( $this, 'handle' ), 10, 3 );
		add_filter( 'removable_query_args', array( $this, 'once' ) );
		add_action( 'admin_notices', array( $this, 'tell' ) );
	}

	/**
	 * The actions, in a group of their own.
	 *
	 * @param mixed $actions The list's.
	 */
	public function offer( mixed $actions ): mixed {
		$actions = (array) $actions;
		if ( current_user_can( 'manage_woocommerce' ) ) {
			$actions[ __( 'Alter 3D', 'alter-connector' ) ] = array(
				self::MAP        => __( 'Map to a design…', 'alter-connector' ),
				self::ACTIVATE   => __( 'Activate', 'alter-connector' ),
				self::DEACTIVATE => __( 'Deactivate', 'alter-connector' ),
				self::RESYNC     => __( 'Send again', 'alter-connector' ),
			);
		}
		return $actions;
	}

	/**
	 * Does one.
	 *
	 * @param mixed $redirect Where the list goes next.
	 * @param mixed $action   The action's name.
	 * @param mixed $ids      The chosen products.
	 */
	public function handle( mixed $redirect, mixed $action, mixed $ids ): mixed {
		$ours = array( self::MAP, self::ACTIVATE, self::DEACTIVATE, self::RESYNC );
		if ( ! in_array( $action, $ours, true ) || ! current_user_can( 'manage_woocommerce' ) ) {
			return $redirect;
		}
		$ids = array_map( 'intval', (array) $ids );
		$may = array_values( array_filter( $ids, static fn( int $id ): bool => current_user_can( 'edit_product', $id ) ) );
		if ( self::MAP === $action ) {
			return Map_Page::url( $may );
		}
		$done = self::RESYNC === $action ? $this->resync( $may ) : $this->set_status( $may, self::ACTIVATE === $action ? Wanted::ACTIVE : Wanted::INACTIVE );
		/**
		 * Somebody wrote what the owner wants, and waits.
		 *
		 * @param list<int> $objects Numbers of products and variations.
		 */
		do_action( 'alter_connector_clicked', $done );
		$told = array(
			self::DONE    => count( $done ),
			self::SKIPPED => count( $ids ) - count( $done ),
		);
		return add_query_arg( $told, (string) $redirect );
	}

	/**
	 * Says what was done.
	 */
	public function tell(): void {
		$screen = get_current_screen();
		// phpcs:disable WordPress.Security.NonceVerification -- Says two numbers, changes nothing.
		if ( null === $screen || 'edit-product' !== $screen->id || ! isset( $_GET[ self::DONE ] ) ) {
			return;
		}
		$done    = absint( $_GET[ self::DONE ] );
		$skipped = isset( $_GET[ self::SKIPPED ] ) ? absint( $_GET[ self::SKIPPED ] ) : 0;
		// phpcs:enable
		/* translators: %s: a number of products. */
		$text = sprintf( _n( 'Alter 3D: %s product changed.', 'Alter 3D: %s products changed.', $done, 'alter-connector' ), number_format_i18n( $done ) );
		if ( $skipped > 0 ) {
			/* translators: %s: a number of products. */
			$text .= ' ' . sprintf( _n( '%s was left out, since it has no design or cannot have one.', '%s were left out, since they have no design or cannot have one.', $skipped, 'alter-connector' ), number_format_i18n( $skipped ) );
		}
		printf( '<div class="notice notice-%1$s is-dismissible"><p>%2$s</p></div>', $done > 0 ? 'success' : 'warning', esc_html( $text ) );
	}

	/**
	 * The numbers are said once, not with every reload.
	 *
	 * @param mixed $names Query parameters that WordPress takes out of the address.
	 */
	public function once( mixed $names ): mixed {
		return array_merge( (array) $names, array( self::DONE, self::SKIPPED ) );
	}

	/**
	 * Sets the status of products that have a design.
	 *
	 * @param list<int> $ids    Products.
	 * @param string    $status Of `Wanted`.
	 * @return list<int> Those that have one.
	 */
	private function set_status( array $ids, string $status ): array {
		$mapped = array_fill_keys( array_column( $this->mirror->of_products( $ids ), 'product_id' ), true );
		$done   = array();
		foreach ( $ids as $id ) {
			if ( isset( $mapped[ $id ] ) || '' !== get_post_meta( $id, Product_Meta::DESIGN, true ) ) {
				Product_Meta::write( $id, array( Product_Meta::STATUS => $status ) );
				$done[] = $id;
			}
		}
		return $done;
	}

	/**
	 * Sends products' rows again.
	 *
	 * @param list<int> $ids Products.
	 * @return list<int> Those that have rows.
	 */
	private function resync( array $ids ): array {
		$rows = $this->mirror->of_products( $ids );
		$this->mirror->resend_ids( array_keys( $rows ) );
		return array_values( array_unique( array_column( $rows, 'product_id' ) ) );
	}
}
