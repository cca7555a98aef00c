<?php
/**
 * The column and the filter of the product list.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Badge;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror_Summary;
use AlterConnector\State\Picker;
use AlterConnector\State\Schema;
use AlterConnector\State\Wanted;
use AlterConnector\State\Words;

/**
 * What of a product is mapped, from the mirror: two queries for the page.
 */
final class List_Column {

	private const COLUMN = 'alter_connector';
	private const FILTER = 'alter_connector_filter';

	/**
	 * A row of each kind, by product; null before they are read.
	 *
	 * @var array<int, list<Binding_Row>>|null
	 */
	private ?array $rows = null;

	/**
	 * Names of designs, by product.
	 *
	 * @var array<int, array{names: list<string>, has_more: bool}>
	 */
	private array $designs = array();

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror_Summary $summary What is mapped.
	 */
	public function __construct( private Mirror_Summary $summary ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'manage_edit-product_columns', array( $this, 'column' ), 20 );
		add_action( 'manage_product_posts_custom_column', array( $this, 'cell' ), 10, 2 );
		add_action( 'restrict_manage_posts', array( $this, 'filter' ), 20 );
		add_filter( 'posts_where', array( $this, 'where' ), 10, 2 );
		add_action( 'admin_enqueue_scripts', array( $this, 'enqueue' ) );
	}

	/**
	 * The column, before the date.
	 *
	 * @param mixed $columns The list's.
	 */
	public function column( mixed $columns ): mixed {
		$columns = (array) $columns;
		$place   = array_search( 'date', array_keys( $columns ), true );
		$place   = false === $place ? count( $columns ) : (int) $place;
		$ours    = array( self::COLUMN => __( 'Alter 3D', 'alter-connector' ) );
		return array_slice( $columns, 0, $place, true ) + $ours + array_slice( $columns, $place, null, true );
	}

	/**
	 * Prints a cell.
	 *
	 * @param mixed $column  The column.
	 * @param mixed $post_id The product.
	 */
	public function cell( mixed $column, mixed $post_id ): void {
		if ( self::COLUMN !== $column ) {
			return;
		}
		$rows  = $this->rows_of( (int) $post_id );
		$state = Badge::of( $rows );
		if ( null === $state ) {
			echo '<span aria-hidden="true">—</span><span class="screen-reader-text">' . esc_html__( 'Not mapped', 'alter-connector' ) . '</span>';
			return;
		}
		$reasons = array_unique( array_filter( array_map( array( Words::class, 'reason' ), $rows ) ) );
		$types   = array_unique( array_map( array( Words::class, 'type' ), array_filter( $rows, static fn( Binding_Row $row ): bool => ! $row->is_fault() ) ) );
		$designs = $this->designs[ (int) $post_id ] ?? null;
		echo null === $designs ? '' : '<strong>' . esc_html( implode( ', ', $designs['names'] ) . ( $designs['has_more'] ? '…' : '' ) ) . '</strong><br>';
		echo $types ? esc_html( implode( ', ', $types ) ) . '<br>' : '';
		echo wp_kses_post( Badge::html( $state, implode( ' ', $reasons ) ) );
		echo $reasons ? '<span class="screen-reader-text">' . esc_html( implode( ' ', $reasons ) ) . '</span>' : '';
	}

	/**
	 * Prints the filter.
	 *
	 * @param mixed $post_type The list's.
	 */
	public function filter( mixed $post_type ): void {
		if ( 'product' !== $post_type ) {
			return;
		}
		$chosen = self::chosen();
		echo '<label for="' . esc_attr( self::FILTER ) . '" class="screen-reader-text">' . esc_html__( 'Filter by Alter 3D', 'alter-connector' ) . '</label>';
		echo '<select id="' . esc_attr( self::FILTER ) . '" name="' . esc_attr( self::FILTER ) . '"><option value="">' . esc_html__( 'Alter 3D: all', 'alter-connector' ) . '</option>';
		foreach ( self::choices() as $value => $label ) {
			printf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $value ), selected( $chosen, $value, false ), esc_html( $label ) );
		}
		echo '</select>';
	}

	/**
	 * Narrows the list's own query.
	 *
	 * @param mixed $where SQL.
	 * @param mixed $query The query.
	 */
	public function where( mixed $where, mixed $query ): mixed {
		global $wpdb, $pagenow;
		if ( ! is_admin() || 'edit.php' !== $pagenow || ! $query instanceof \WP_Query || ! $query->is_main_query() || 'product' !== $query->get( 'post_type' ) ) {
			return $where;
		}
		$chosen = self::chosen();
		$more   = array(
			'mapped'  => '',
			'none'    => '',
			'active'  => $wpdb->prepare( ' AND b.wanted = %s', Wanted::ACTIVE ),
			'waiting' => " AND b.state IN ('queued', 'sending', 'pending')",
			'failed'  => $wpdb->prepare( ' AND b.state = %s', Binding_Row::FAILED ),
		);
		if ( ! isset( $more[ $chosen ] ) ) {
			return $where;
		}
		$not = 'none' === $chosen ? 'NOT ' : '';
		return $where . $wpdb->prepare( " AND {$not}EXISTS (SELECT 1 FROM %i b WHERE b.product_id = {$wpdb->posts}.ID", Schema::bindings() ) . $more[ $chosen ] . ')'; // phpcs:ignore WordPress.DB.PreparedSQL -- Literals.
	}

	/**
	 * The style of the marks; the picker for bulk edit.
	 *
	 * @param mixed $page The page's name.
	 */
	public function enqueue( mixed $page ): void {
		$screen = get_current_screen();
		if ( 'edit.php' === $page && null !== $screen && 'product' === $screen->post_type ) {
			Picker::enqueue();
		}
	}

	/**
	 * Rows of a product, one of each kind; the first time, those of the whole page are read.
	 *
	 * @param int $product_id The product.
	 * @return list<Binding_Row>
	 */
	private function rows_of( int $product_id ): array {
		global $wp_query;
		if ( null === $this->rows ) {
			$ids           = array_map( 'intval', wp_list_pluck( $wp_query->posts ?? array(), 'ID' ) );
			$ids           = $ids ? $ids : array( $product_id );
			$this->rows    = $this->summary->kinds( $ids );
			$this->designs = $this->summary->designs( $ids );
		}
		return $this->rows[ $product_id ] ?? array();
	}

	/**
	 * What may be filtered by.
	 *
	 * @return array<string, string>
	 */
	private static function choices(): array {
		return array(
			'mapped'  => __( 'Mapped', 'alter-connector' ),
			'none'    => __( 'Not mapped', 'alter-connector' ),
			'active'  => __( 'Active', 'alter-connector' ),
			'waiting' => __( 'Waiting', 'alter-connector' ),
			'failed'  => __( 'Failed', 'alter-connector' ),
		);
	}

	/**
	 * The filter that is chosen.
	 */
	private static function chosen(): string {
		// phpcs:ignore WordPress.Security.NonceVerification -- A filter changes nothing.
		return isset( $_GET[ self::FILTER ] ) ? sanitize_key( wp_unslash( $_GET[ self::FILTER ] ) ) : '';
	}
}
