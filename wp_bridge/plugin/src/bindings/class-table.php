<?php
/**
 * The list of bindings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror_List;
use AlterConnector\State\Words;

/**
 * WordPress' own list, filled from the mirror.
 */
final class Table extends \WP_List_Table {

	private const PER_PAGE = 20;

	/**
	 * Built by the screen.
	 *
	 * @param Mirror_List $rows The pages.
	 */
	public function __construct( private Mirror_List $rows ) {
		parent::__construct(
			array(
				'singular' => 'binding',
				'plural'   => 'bindings',
				'ajax'     => false,
			)
		);
	}

	/**
	 * The columns.
	 *
	 * @return array<string, string>
	 */
	public function get_columns(): array {
		return array(
			'cb'      => '<input type="checkbox" />',
			'product' => __( 'Product', 'alter-connector' ),
			'type'    => __( 'Shown as', 'alter-connector' ),
			'design'  => __( 'Design', 'alter-connector' ),
			'wanted'  => __( 'Status', 'alter-connector' ),
			'state'   => __( 'Sync', 'alter-connector' ),
			'synced'  => __( 'Last synced', 'alter-connector' ),
		);
	}

	/**
	 * The columns that sort.
	 *
	 * @return array<string, array{string, bool}>
	 */
	protected function get_sortable_columns(): array {
		return array(
			'product' => array( 'title', false ),
			'wanted'  => array( 'wanted', false ),
			'state'   => array( 'state', false ),
			'synced'  => array( 'synced_at', true ),
		);
	}

	/**
	 * The column that stays on a narrow screen.
	 */
	protected function get_default_primary_column_name(): string {
		return 'product';
	}

	/**
	 * What can be done with many.
	 *
	 * @return array<string, string>
	 */
	protected function get_bulk_actions(): array {
		return array(
			'activate'   => __( 'Activate', 'alter-connector' ),
			'deactivate' => __( 'Deactivate', 'alter-connector' ),
			'retry'      => __( 'Retry', 'alter-connector' ),
			'resync'     => __( 'Send again', 'alter-connector' ),
		);
	}

	/**
	 * Reads the page.
	 */
	public function prepare_items(): void {
		$filter  = Asked::filter();
		$limit   = $this->get_items_per_page( Screen::PER_PAGE_OPTION, self::PER_PAGE );
		$total   = $this->rows->count( $filter );
		$sort    = Asked::sort();
		$columns = array( $this->get_columns(), get_hidden_columns( $this->screen ), $this->get_sortable_columns(), 'product' );

		$this->_column_headers = $columns;
		$this->items           = $this->rows->page( $filter, $sort['by'], $sort['is_up'], $limit, ( $this->get_pagenum() - 1 ) * $limit );
		Cells::prepare( $this->items );
		$this->set_pagination_args(
			array(
				'total_items' => $total,
				'per_page'    => $limit,
			)
		);
	}

	/**
	 * Views above the list.
	 *
	 * @return array<string, string>
	 */
	protected function get_views(): array {
		$counts = $this->rows->views();
		$chosen = Asked::filter()['view'];
		$chosen = '' === $chosen ? 'all' : $chosen;
		$links  = array();
		foreach ( self::view_names() as $view => $name ) {
			$url            = add_query_arg( 'all' === $view ? array() : array( 'view' => $view ), Screen::url() );
			$is_chosen      = $view === $chosen;
			$links[ $view ] = sprintf( '<a href="%1$s"%2$s>%3$s <span class="count">(%4$s)</span></a>', esc_url( $url ), $is_chosen ? ' class="current" aria-current="page"' : '', esc_html( $name ), esc_html( number_format_i18n( $counts[ $view ] ?? 0 ) ) );
		}
		return $links;
	}

	/**
	 * A filter beside the bulk actions.
	 *
	 * @param mixed $which Above or below the list.
	 */
	protected function extra_tablenav( $which ): void {
		if ( 'top' !== $which ) {
			return;
		}
		$chosen = Asked::filter()['type'];
		echo '<div class="alignleft actions"><label class="screen-reader-text" for="alter-filter-type">' . esc_html__( 'Filter by how the design is shown', 'alter-connector' ) . '</label><select name="type" id="alter-filter-type"><option value="">' . esc_html__( 'Shown in any way', 'alter-connector' ) . '</option>';
		foreach ( Words::types() as $type => $name ) {
			printf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $type ), selected( $chosen, $type, false ), esc_html( $name ) );
		}
		echo '</select>';
		submit_button( __( 'Filter', 'alter-connector' ), '', 'filter_action', false );
		echo '</div>';
	}

	/**
	 * A row, with its number for the script.
	 *
	 * @param mixed $item The binding.
	 */
	public function single_row( $item ): void {
		echo '<tr data-alter-row="' . esc_attr( (string) $item->id ) . '">';
		$this->single_row_columns( $item );
		echo '</tr>';
	}

	/**
	 * The checkbox; a fault has none, since nothing can be done with it here.
	 *
	 * @param mixed $item The binding.
	 */
	protected function column_cb( $item ): string {
		if ( ! $item instanceof Binding_Row || $item->is_fault() ) {
			return '';
		}
		/* translators: 1: a product's name, 2: a runtime type. */
		$label = sprintf( __( 'Select %1$s, %2$s', 'alter-connector' ), $item->name(), Words::type( $item ) );
		return sprintf( '<label class="screen-reader-text" for="cb-%1$d">%2$s</label><input type="checkbox" id="cb-%1$d" name="row[]" value="%1$d" />', $item->id, esc_html( $label ) );
	}

	/**
	 * Any other cell, in a box that the script fills anew.
	 *
	 * @param mixed $item   The binding.
	 * @param mixed $column The column.
	 */
	protected function column_default( $item, $column ): string {
		if ( 'type' === $column ) {
			return esc_html( Words::type( $item ) );
		}
		return '<div data-alter-cell="' . esc_attr( $column ) . '">' . ( Cells::all( $item )[ $column ] ?? '' ) . '</div>';
	}

	/**
	 * What an empty list says.
	 */
	public function no_items(): void {
		if ( Asked::is_narrowed() ) {
			esc_html_e( 'No bindings found.', 'alter-connector' );
			return;
		}
		printf(
			/* translators: %s: a link "your products". */
			esc_html__( 'Nothing is mapped yet. Choose designs for %s: in a product\'s tab “Alter 3D”, or for many at once with the bulk actions of the list.', 'alter-connector' ),
			'<a href="' . esc_url( admin_url( 'edit.php?post_type=product' ) ) . '">' . esc_html__( 'your products', 'alter-connector' ) . '</a>'
		);
	}

	/**
	 * Names of the views.
	 *
	 * @return array<string, string>
	 */
	private static function view_names(): array {
		return array(
			'all'      => __( 'All', 'alter-connector' ),
			'active'   => __( 'Active', 'alter-connector' ),
			'draft'    => __( 'Drafts', 'alter-connector' ),
			'inactive' => __( 'Inactive', 'alter-connector' ),
			'waiting'  => __( 'Waiting', 'alter-connector' ),
			'failed'   => __( 'Failed', 'alter-connector' ),
		);
	}
}
