<?php
/**
 * WooCommerce > Local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Local_Designs;
use AlterConnector\State\Picker;
use AlterConnector\State\Product_Meta;
use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * The page: which designs lie in the shop, how they came there, and what can be done about it. It shows what the site knows;
 * opening it calls nobody.
 */
final class Screen {

	public const PAGE   = 'alter-connector-designs';
	public const NONCE  = 'alter_connector_designs';
	public const IMPORT = 'import';

	private const HANDLE = 'alter-connector-designs';

	/**
	 * What is told after a click without script.
	 */
	private const TOLD = 'alter_connector_designs_told';

	/**
	 * Built once, by the room.
	 *
	 * @param Listing        $listing     The list.
	 * @param Acts           $acts        Does what was clicked.
	 * @param Local_Designs  $designs     The table.
	 * @param Design_Folders $folders     Where files lie.
	 * @param Connections    $connections Whether the shop is connected.
	 */
	public function __construct( private Listing $listing, private Acts $acts, private Local_Designs $designs, private Design_Folders $folders, private Connections $connections ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		// Below "Alter bindings".
		add_action( 'admin_menu', array( $this, 'add' ), 61 );
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
		$title = __( 'Alter local designs', 'alter-connector' );
		$page  = add_submenu_page( 'woocommerce', $title, $title, 'manage_woocommerce', self::PAGE, array( $this, 'show' ) );
		if ( false !== $page ) {
			add_action( "load-{$page}", array( $this, 'load' ) );
		}
	}

	/**
	 * Before the page is printed: does what a link or form without script asks.
	 */
	public function load(): void {
		$this->act();
		add_action( 'admin_enqueue_scripts', array( $this, 'enqueue' ) );
		/**
		 * This action is documented in src/bindings/class-screen.php
		 */
		do_action( 'alter_connector_screen' );
	}

	/**
	 * Script and style.
	 */
	public function enqueue(): void {
		Picker::enqueue();
		wp_enqueue_style( self::HANDLE, plugins_url( 'assets/designs.css', PLUGIN_FILE ), array( 'alter-connector-admin' ), VERSION );
		wp_enqueue_script(
			self::HANDLE,
			plugins_url( 'assets/designs.js', PLUGIN_FILE ),
			array(),
			VERSION,
			array(
				'in_footer' => true,
				'strategy'  => 'defer',
			)
		);
		$facts = array(
			// In the language of whoever looks; without the word WordPress answers REST calls in the site's.
			'act'      => add_query_arg( '_locale', 'user', rest_url( 'alter/v1/local-designs/act' ) ),
			'progress' => add_query_arg( '_locale', 'user', rest_url( 'alter/v1/local-designs/progress' ) ),
			'nonce'    => wp_create_nonce( 'wp_rest' ),
			'words'    => array(
				'failed' => __( 'This did not work. Reload the page and try again.', 'alter-connector' ),
				'choose' => __( 'Choose a design first.', 'alter-connector' ),
				'remove' => __( 'Delete the files of this design from the shop?', 'alter-connector' ),
				'close'  => __( 'Dismiss this notice.', 'alter-connector' ),
			),
		);
		wp_add_inline_script( self::HANDLE, 'var alterConnectorDesigns = ' . wp_json_encode( $facts, JSON_HEX_TAG | JSON_HEX_AMP ) . ';', 'before' );
	}

	/**
	 * Prints the page.
	 */
	public function show(): void {
		echo '<div class="wrap"><h1 class="wp-heading-inline">' . esc_html__( 'Alter local designs', 'alter-connector' ) . '</h1> <span class="alter-experimental">' . esc_html__( 'Experimental', 'alter-connector' ) . '</span><hr class="wp-header-end">';
		echo '<p class="alter-designs-lead">' . esc_html__( 'The files of a local design lie in this shop: shoppers load them from here, and they stay when Alter cannot be reached. Alter has not published how its tools read such designs, so try one with the 3D viewer before you rely on it.', 'alter-connector' ) . '</p>';
		echo '<div id="alter-notices" aria-live="polite">';
		$this->told();
		echo '</div>';
		if ( null === $this->connections->current() ) {
			printf(
				'<div class="notice notice-warning"><p>%1$s <a href="%2$s">%3$s</a></p></div>',
				esc_html__( 'This shop is not connected to Alter. Files that are installed stay, and nothing new can be imported.', 'alter-connector' ),
				esc_url( admin_url( 'admin.php?page=wc-settings&tab=alter' ) ),
				esc_html__( 'Connect', 'alter-connector' )
			);
		} else {
			$this->form();
		}
		echo '<div id="alter-designs" data-open="' . esc_attr( (string) $this->listing->open() ) . '">' . $this->listing->html() . '</div>'; // phpcs:ignore WordPress.Security.EscapeOutput -- Escaped where it is made.
		$this->server();
		echo '</div>';
	}

	/**
	 * The form that imports.
	 */
	private function form(): void {
		echo '<form method="post" class="alter-card alter-designs-import"><h2><label for="alter_connector_import">' . esc_html__( 'Import a design into this shop', 'alter-connector' ) . '</label></h2>';
		wp_nonce_field( self::NONCE );
		echo '<input type="hidden" name="do" value="' . esc_attr( self::IMPORT ) . '"><div class="alter-designs-fields">';
		Picker::field( 'alter_connector_import', 'design', 'name', '', '', __( 'Search your Alter designs…', 'alter-connector' ) );
		echo ' <button type="submit" class="button button-primary">' . esc_html__( 'Import and install', 'alter-connector' ) . '</button> ';
		echo '<button type="submit" class="button" name="do" value="refresh">' . esc_html__( 'Ask the connector', 'alter-connector' ) . '</button></div>';
		echo '<p class="description">' . esc_html__( 'The connector fetches every file from Alter, this shop downloads and checks them, and products can be bound to the design then. “Ask the connector” shows designs that were imported elsewhere.', 'alter-connector' ) . '</p></form>';
	}

	/**
	 * What the server's administrator may need.
	 */
	private function server(): void {
		$path = trailingslashit( (string) wp_parse_url( $this->folders->url(), PHP_URL_PATH ) );
		echo '<details class="alter-designs-server"><summary>' . esc_html__( 'For the web server: lines to copy', 'alter-connector' ) . '</summary><p>';
		echo esc_html__( 'Alter\'s pages load the files from this shop, which browsers allow only with certain headers. Apache and LiteSpeed read them from the .htaccess in the folder. For nginx, put these lines into the shop\'s server block and reload it. Without them WordPress sends the files itself.', 'alter-connector' );
		echo '</p><textarea readonly rows="12" class="large-text code" spellcheck="false" aria-label="' . esc_attr__( 'Lines for nginx', 'alter-connector' ) . '">' . esc_textarea( Rules::nginx( $path ) ) . '</textarea></details>';
	}

	/**
	 * What a click without script did.
	 */
	private function told(): void {
		$told = get_user_meta( get_current_user_id(), self::TOLD, true );
		if ( is_array( $told ) && is_string( $told['text'] ?? null ) ) {
			delete_user_meta( get_current_user_id(), self::TOLD );
			printf( '<div class="notice notice-%1$s is-dismissible"><p>%2$s</p></div>', empty( $told['is_fault'] ) ? 'success' : 'error', esc_html( $told['text'] ) );
		}
	}

	/**
	 * Does what was asked for without script, and leads back to the page.
	 */
	private function act(): void {
		if ( ! isset( $_REQUEST['do'] ) ) {
			return;
		}
		check_admin_referer( self::NONCE );
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'alter-connector' ), '', array( 'response' => 403 ) );
		}
		$verb   = sanitize_key( wp_unslash( $_REQUEST['do'] ) );
		$row    = isset( $_REQUEST['row'] ) ? absint( $_REQUEST['row'] ) : 0;
		$design = isset( $_REQUEST['design'] ) ? sanitize_text_field( wp_unslash( $_REQUEST['design'] ) ) : '';
		try {
			$told = array( 'text' => $this->done( $verb, $row, $design ) );
		} catch ( Refused | Unreachable $failure ) {
			$told = array(
				'text'     => $failure instanceof Refused ? Words::sentence( $failure->reason, $failure->getMessage() ) : $failure->getMessage(),
				'is_fault' => true,
			);
		}
		update_user_meta( get_current_user_id(), self::TOLD, $told );
		wp_safe_redirect( self::url() );
		exit;
	}

	/**
	 * Does it; the REST route does it by the same way.
	 *
	 * @param string $verb   A verb.
	 * @param int    $row    A row's number; 0 for none.
	 * @param string $design Alter's number of a design; untrusted.
	 * @return string What is said of it.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function done( string $verb, int $row, string $design ): string {
		if ( 'refresh' === $verb ) {
			$this->acts->refresh();
			return __( 'This is what the connector has.', 'alter-connector' );
		}
		if ( self::IMPORT === $verb ) {
			$number = Product_Meta::design( $design );
			if ( null === $number ) {
				return __( 'Choose a design first.', 'alter-connector' );
			}
			$this->acts->import( $number );
			return __( 'The design is being fetched from Alter. It is installed as soon as it is there.', 'alter-connector' );
		}
		$found = $this->designs->get( $row );
		return null === $found || ! in_array( $verb, Acts::VERBS, true )
			? __( 'This cannot be done with the design as it is now. Reload the page.', 'alter-connector' )
			: $this->acts->act( $verb, $found );
	}
}
