<?php
/**
 * WooCommerce > Alter bindings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Mirror_List;
use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * The page: everything that is mapped, how far it came, and what can be done about it. It shows what the site knows;
 * opening it calls nobody.
 */
final class Screen {

	public const PAGE            = 'alter-connector-bindings';
	public const PER_PAGE_OPTION = 'alter_connector_bindings_per_page';
	public const RETRY_ALL       = 'alter_connector_retry_all';

	private const HANDLE = 'alter-connector-bindings';

	/**
	 * The list; there once the page is being loaded.
	 *
	 * @var Table|null
	 */
	private ?Table $table = null;

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror_List $rows Pages of rows.
	 * @param Acts        $acts Does what was clicked.
	 * @param Head        $head What stands above the list.
	 */
	public function __construct( private Mirror_List $rows, private Acts $acts, private Head $head ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		// Below WooCommerce's own entries.
		add_action( 'admin_menu', array( $this, 'add' ), 60 );
		add_filter( 'set_screen_option_' . self::PER_PAGE_OPTION, static fn( $kept, $option, $value ) => max( 1, min( 200, (int) $value ) ), 10, 3 );
		add_filter( 'removable_query_args', static fn( $names ) => array_merge( (array) $names, array( 'did', 'done' ) ) );
	}

	/**
	 * The address of the page.
	 */
	public static function url(): string {
		return admin_url( 'admin.php?page=' . self::PAGE );
	}

	/**
	 * The menu's entry.
	 */
	public function add(): void {
		$title = __( 'Alter bindings', 'alter-connector' );
		$page  = add_submenu_page( 'woocommerce', $title, $title, 'manage_woocommerce', self::PAGE, array( $this, 'show' ) );
		if ( false !== $page ) {
			add_action( "load-{$page}", array( $this, 'load' ) );
		}
	}

	/**
	 * Before the page is printed: does what a link or form without script asks, and prepares the list.
	 */
	public function load(): void {
		require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
		add_screen_option(
			'per_page',
			array(
				'label'   => __( 'Bindings per page', 'alter-connector' ),
				'default' => 20,
				'option'  => self::PER_PAGE_OPTION,
			)
		);
		$this->table = new Table( $this->rows );
		$this->act();
		add_action( 'admin_enqueue_scripts', array( $this, 'enqueue' ) );
		/**
		 * One of the plugin's own screens is being opened.
		 */
		do_action( 'alter_connector_screen' );
	}

	/**
	 * Script and style.
	 */
	public function enqueue(): void {
		wp_enqueue_style( 'alter-connector-admin', plugins_url( 'assets/admin.css', PLUGIN_FILE ), array(), VERSION );
		wp_enqueue_style( 'alter-connector-bindings', plugins_url( 'assets/bindings.css', PLUGIN_FILE ), array( 'alter-connector-admin' ), VERSION );
		wp_enqueue_script(
			self::HANDLE,
			plugins_url( 'assets/bindings.js', PLUGIN_FILE ),
			array(),
			VERSION,
			array(
				'in_footer' => true,
				'strategy'  => 'defer',
			)
		);
		$facts = array(
			// In the language of whoever looks; without the word WordPress answers REST calls in the site's.
			'act'      => add_query_arg( '_locale', 'user', rest_url( 'alter/v1/bindings/act' ) ),
			'progress' => add_query_arg( '_locale', 'user', rest_url( 'alter/v1/bindings/progress' ) ),
			'nonce'    => wp_create_nonce( 'wp_rest' ),
			'verbs'    => Acts::VERBS,
			'words'    => array(
				'failed' => __( 'This did not work. Reload the page and try again.', 'alter-connector' ),
				'none'   => __( 'Tick the bindings first.', 'alter-connector' ),
				'gone'   => __( 'Removed', 'alter-connector' ),
				'close'  => __( 'Dismiss this notice.', 'alter-connector' ),
			),
		);
		wp_add_inline_script( self::HANDLE, 'var alterConnectorBindings = ' . wp_json_encode( $facts, JSON_HEX_TAG | JSON_HEX_AMP ) . ';', 'before' );
	}

	/**
	 * Prints the page.
	 */
	public function show(): void {
		if ( null === $this->table ) {
			return;
		}
		$this->table->prepare_items();
		$asked = Asked::filter();
		echo '<div class="wrap"><h1 class="wp-heading-inline">' . esc_html__( 'Alter bindings', 'alter-connector' ) . '</h1><hr class="wp-header-end">';
		$this->head->show();
		$this->table->views();
		echo '<form method="get" class="alter-bindings"><input type="hidden" name="page" value="' . esc_attr( self::PAGE ) . '">';
		foreach ( array( 'view', 'product' ) as $name ) {
			echo $asked[ $name ] ? '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . esc_attr( (string) $asked[ $name ] ) . '">' : '';
		}
		$this->table->search_box( __( 'Search bindings', 'alter-connector' ), 'alter-bindings' );
		$this->table->display();
		echo '</form></div>';
	}

	/**
	 * Does what was asked for without script, and leads back to where it was asked.
	 */
	private function act(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- Each branch checks its nonce before it does anything.
		if ( isset( $_POST[ self::RETRY_ALL ] ) ) {
			check_admin_referer( self::RETRY_ALL );
			$this->back( 'retry', $this->acts->retry_all() );
		}
		if ( isset( $_GET['do'], $_GET['row'] ) ) {
			check_admin_referer( Row_Actions::NONCE );
			$verb = sanitize_key( wp_unslash( $_GET['do'] ) );
			$ids  = array( absint( $_GET['row'] ) );
		} else {
			$verb = (string) $this->table?->current_action();
			$ids  = isset( $_GET['row'] ) ? array_map( 'absint', (array) $_GET['row'] ) : array();
			if ( ! in_array( $verb, Acts::VERBS, true ) || ! $ids ) {
				return;
			}
			check_admin_referer( 'bulk-bindings' );
		}
		// phpcs:enable
		if ( in_array( $verb, Acts::VERBS, true ) ) {
			$this->back( $verb, count( $this->acts->act( $verb, $ids ) ) );
		}
	}

	/**
	 * Leads back to the list, with what is said there.
	 *
	 * @param string $verb What was done.
	 * @param int    $done For how many rows.
	 */
	private function back( string $verb, int $done ): void {
		// The raw one: WordPress' own gives none for a form that is sent to its own page.
		$from = (string) wp_get_raw_referer();
		$from = str_starts_with( $from, self::url() ) ? $from : self::url();
		$url  = remove_query_arg( array( 'do', 'row', 'action', 'action2', '_wpnonce', '_wp_http_referer' ), $from );
		$told = array(
			'did'  => $verb,
			'done' => $done,
		);
		wp_safe_redirect( add_query_arg( $told, $url ) );
		exit;
	}
}
