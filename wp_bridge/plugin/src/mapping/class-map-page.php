<?php
/**
 * The page that maps many products to one design.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Picker;
use AlterConnector\State\Product_Meta;

/**
 * Where the bulk action "Map to a design…" leads. The chosen products wait in a row of the user's own.
 */
final class Map_Page {

	private const PAGE   = 'alter-connector-map';
	private const ACTION = 'alter_connector_map_products';
	private const CHOSEN = 'alter_connector_chosen_products';
	private const SHOWN  = 30;

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'admin_menu', array( $this, 'add' ) );
		add_action( 'admin_post_' . self::ACTION, array( $this, 'save' ) );
	}

	/**
	 * The address of the page, for some products.
	 *
	 * @param list<int> $ids Products.
	 */
	public static function url( array $ids ): string {
		// Not in the address: a list of a thousand products makes one that servers refuse.
		update_user_meta( get_current_user_id(), self::CHOSEN, $ids );
		return admin_url( 'admin.php?page=' . self::PAGE );
	}

	/**
	 * A page without a menu entry.
	 */
	public function add(): void {
		$page = add_submenu_page( '', __( 'Map products to a design', 'alter-connector' ), '', 'manage_woocommerce', self::PAGE, array( $this, 'show' ) );
		add_action( "load-{$page}", array( $this, 'load' ) );
	}

	/**
	 * The picker, and the page's title, which WordPress does not find for pages without a menu entry.
	 */
	public function load(): void {
		global $title;
		$title = __( 'Map products to a design', 'alter-connector' ); // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- See above.
		add_action( 'admin_enqueue_scripts', array( Picker::class, 'enqueue' ), 10, 0 );
	}

	/**
	 * Prints the page.
	 */
	public function show(): void {
		$ids = self::chosen();
		echo '<div class="wrap"><h1>' . esc_html__( 'Map products to a design', 'alter-connector' ) . '</h1>';
		if ( ! $ids ) {
			echo '<p>' . esc_html__( 'No products are chosen. Tick some in the product list, then choose “Map to a design…” from the bulk actions.', 'alter-connector' ) . '</p>';
			echo '<p><a class="button" href="' . esc_url( admin_url( 'edit.php?post_type=product' ) ) . '">' . esc_html__( 'Go to the product list', 'alter-connector' ) . '</a></p></div>';
			return;
		}
		$this->names( $ids );
		echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="' . esc_attr( self::ACTION ) . '">';
		wp_nonce_field( self::ACTION );
		$this->fields();
		submit_button( __( 'Map products', 'alter-connector' ) );
		echo '</form></div>';
	}

	/**
	 * Maps the products.
	 */
	public function save(): void {
		check_admin_referer( self::ACTION );
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not map products.', 'alter-connector' ), '', array( 'response' => 403 ) );
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- Field by field, in Fields::meta.
		$form = isset( $_POST['alter_connector'] ) && is_array( $_POST['alter_connector'] ) ? wp_unslash( $_POST['alter_connector'] ) : array();
		$meta = Fields::meta( $form['design'] ?? '', $form['name'] ?? '', $form['types'] ?? array(), $form['status'] ?? '', $form['local'] ?? '' );
		if ( null === Product_Meta::design( $meta[ Product_Meta::DESIGN ] ) || ! Product_Meta::types( $meta[ Product_Meta::TYPES ] ) ) {
			wp_safe_redirect( add_query_arg( 'missing', '1', admin_url( 'admin.php?page=' . self::PAGE ) ) );
			exit;
		}
		$ids  = self::chosen();
		$done = $this->map( $ids, $meta );
		delete_user_meta( get_current_user_id(), self::CHOSEN );
		/**
 * This action is documented in src/mapping/class-bulk-actions.php
*/
		do_action( 'alter_connector_clicked', $done );
		$told = array(
			'post_type'               => 'product',
			'alter_connector_done'    => count( $done ),
			'alter_connector_skipped' => count( $ids ) - count( $done ),
		);
		wp_safe_redirect( add_query_arg( $told, admin_url( 'edit.php' ) ) );
		exit;
	}

	/**
	 * Writes the meta of those that can have a design.
	 *
	 * @param list<int>             $ids  Products.
	 * @param array<string, string> $meta By the keys of `Product_Meta::ALL`.
	 * @return list<int> Those that were written.
	 */
	private function map( array $ids, array $meta ): array {
		$done = array();
		foreach ( $ids as $id ) {
			$product = current_user_can( 'edit_product', $id ) ? wc_get_product( $id ) : null;
			if ( $product instanceof \WC_Product && Bulk_Edit::fits( $product ) ) {
				Product_Meta::write( $id, $meta );
				$done[] = $id;
			}
		}
		return $done;
	}

	/**
	 * Those that can have a design, and that the user may edit.
	 *
	 * @param list<int> $ids Products.
	 * @return list<int>
	 */
	private static function fitting( array $ids ): array {
		_prime_post_caches( $ids, true, false );
		$fits = static fn( int $id ): bool => current_user_can( 'edit_product', $id ) && Bulk_Edit::is_fit( (string) \WC_Product_Factory::get_product_type( $id ), $id );
		return array_values( array_filter( $ids, $fits ) );
	}

	/**
	 * Prints which products are meant.
	 *
	 * @param list<int> $ids Products.
	 */
	private function names( array $ids ): void {
		$fit  = self::fitting( $ids );
		$left = count( $ids ) - count( $fit );
		/* translators: %s: a number of products. */
		echo '<p>' . esc_html( sprintf( _n( '%s product gets the design that you choose here:', '%s products get the design that you choose here:', count( $fit ), 'alter-connector' ), number_format_i18n( count( $fit ) ) ) ) . '</p><ul class="ul-disc">';
		foreach ( array_slice( $fit, 0, self::SHOWN ) as $id ) {
			echo '<li>' . esc_html( get_the_title( $id ) ) . '</li>';
		}
		$more = count( $fit ) - self::SHOWN;
		/* translators: %s: a number of products. */
		echo $more > 0 ? '<li>' . esc_html( sprintf( _n( 'and %s more', 'and %s more', $more, 'alter-connector' ), number_format_i18n( $more ) ) ) . '</li>' : '';
		echo '</ul>';
		if ( $left > 0 ) {
			/* translators: %s: a number of products. */
			echo '<p>' . esc_html( sprintf( _n( '%s product that you chose is left out: only simple and variable products can have a design, and translations use that of their original.', '%s products that you chose are left out: only simple and variable products can have a design, and translations use that of their original.', $left, 'alter-connector' ), number_format_i18n( $left ) ) ) . '</p>';
		}
		// phpcs:ignore WordPress.Security.NonceVerification -- Says a sentence, changes nothing.
		if ( isset( $_GET['missing'] ) ) {
			echo '<div class="notice notice-error"><p>' . esc_html__( 'Choose a design and tick at least one runtime type.', 'alter-connector' ) . '</p></div>';
		}
	}

	/**
	 * Prints the fields.
	 */
	private function fields(): void {
		echo '<table class="form-table" role="presentation"><tr><th scope="row"><label for="alter_connector_design">' . esc_html__( 'Design', 'alter-connector' ) . '</label></th><td>';
		Picker::field( 'alter_connector_design', 'alter_connector[design]', 'alter_connector[name]', '', '', __( 'Search your Alter designs…', 'alter-connector' ), 'alter_connector[local]' );
		echo '</td></tr><tr><th scope="row">' . esc_html__( 'Shown as', 'alter-connector' ) . '</th><td><fieldset><legend class="screen-reader-text">' . esc_html__( 'Shown as', 'alter-connector' ) . '</legend>';
		Fields::types( 'alter_connector[types]', array() );
		echo '</fieldset></td></tr><tr><th scope="row"><label for="alter_connector_status">' . esc_html__( 'Status', 'alter-connector' ) . '</label></th><td><select id="alter_connector_status" name="alter_connector[status]">';
		Fields::statuses( 'active', null );
		echo '</select></td></tr></table>';
	}

	/**
	 * The products that the user chose.
	 *
	 * @return list<int>
	 */
	private static function chosen(): array {
		$ids = get_user_meta( get_current_user_id(), self::CHOSEN, true );
		return is_array( $ids ) ? array_values( array_filter( array_map( 'intval', $ids ) ) ) : array();
	}
}
