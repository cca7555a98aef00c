<?php
/**
 * The panel on the settings tab.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Check;
use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Checks\Result;
use AlterConnector\State\Official_Plugin;
use const AlterConnector\PLUGIN_FILE;
use const AlterConnector\VERSION;

/**
 * All checks, a button that runs those that call somebody, and the report to copy. Works without JavaScript; with it,
 * results arrive one by one.
 */
final class Panel {

	private const RUN   = 'alter_connector_run_checks';
	private const ADOPT = 'alter_connector_adopt';

	/**
	 * Built by the room.
	 *
	 * @param Checklist $checklist The checks.
	 * @param Findings  $findings  What they found.
	 * @param Report    $report    The text to copy.
	 * @param Adopter   $adopter   Takes over mappings of others.
	 */
	public function __construct( private Checklist $checklist, private Findings $findings, private Report $report, private Adopter $adopter ) {}

	/**
	 * Hooks it in.
	 */
	public function register(): void {
		add_action( 'alter_connector_settings_panels', array( $this, 'show' ) );
		add_action( 'admin_post_' . self::RUN, array( $this, 'run' ) );
		add_action( 'admin_post_' . self::ADOPT, array( $this, 'adopt' ) );
	}

	/**
	 * Prints it.
	 */
	public function show(): void {
		wp_enqueue_script( 'alter-connector-care', plugins_url( 'assets/care.js', PLUGIN_FILE ), array( 'wp-api-fetch', 'wp-a11y' ), VERSION, true );
		wp_enqueue_style( 'alter-connector-care', plugins_url( 'assets/care.css', PLUGIN_FILE ), array( 'dashicons' ), VERSION );
		echo '<div class="alter-connector-care"><h2 id="alter-connector-health">' . esc_html__( 'Health', 'alter-connector' ) . '</h2>';
		$this->show_adoption();
		$this->show_checks();
		self::show_button( self::RUN, __( 'Run all tests', 'alter-connector' ) );
		$this->show_report();
		echo '</div>';
	}

	/**
	 * Runs the checks that call somebody, for a browser without JavaScript.
	 */
	public function run(): void {
		self::allow( self::RUN );
		foreach ( $this->checklist->remote() as $check ) {
			$this->findings->run( $check );
		}
		self::back();
	}

	/**
	 * Takes over mappings of others.
	 */
	public function adopt(): void {
		self::allow( self::ADOPT );
		try {
			$told = $this->adopter->adopt();
		} catch ( \RuntimeException | \DomainException $failure ) {
			/* translators: %s: what went wrong. */
			$told = sprintf( __( 'Nothing was taken over: %s', 'alter-connector' ), $failure->getMessage() );
		}
		set_transient( self::ADOPT . get_current_user_id(), $told, MINUTE_IN_SECONDS );
		self::back();
	}

	/**
	 * What is to be done or tested first; what needs nobody is folded away.
	 */
	private function show_checks(): void {
		$open   = array();
		$folded = array();
		foreach ( $this->checklist->all() as $id => $check ) {
			$result = $check->is_remote() ? $this->findings->last( $id ) : $this->findings->run( $check );
			if ( null === $result || ! $result->is_good() ) {
				$open[] = $this->row( $check, $result );
			} else {
				$folded[] = $this->row( $check, $result );
			}
		}
		self::show_table( $open );
		$count = count( $folded );
		if ( $count > 0 ) {
			/* translators: %s: a number. */
			printf( '<details class="alter-connector-fold"><summary>%s</summary>', esc_html( sprintf( _n( '%s check found nothing to do', '%s checks found nothing to do', $count, 'alter-connector' ), number_format_i18n( $count ) ) ) );
			self::show_table( $folded );
			echo '</details>';
		}
	}

	/**
	 * Some checks.
	 *
	 * @param list<string> $rows Escaped.
	 */
	private static function show_table( array $rows ): void {
		if ( array() !== $rows ) {
			// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped by `row`.
			echo '<table class="widefat striped alter-connector-checks" aria-labelledby="alter-connector-health"><tbody>' . implode( '', $rows ) . '</tbody></table>';
		}
	}

	/**
	 * One check. Escaped.
	 *
	 * @param Check       $check  Any.
	 * @param Result|null $result What it found; null when it never ran.
	 */
	private function row( Check $check, ?Result $result ): string {
		return sprintf(
			'<tr data-check="%s"><th scope="row">%s</th>%s</tr>',
			esc_attr( $check->id() ),
			esc_html( $check->title() ),
			Result_Cells::html( $check, $result, $this->findings->ran_at( $check->id() ) )
		);
	}

	/**
	 * The offer to take over what Alter's own plugin mapped, and what came of it.
	 */
	private function show_adoption(): void {
		$told = get_transient( self::ADOPT . get_current_user_id() );
		if ( is_string( $told ) ) {
			delete_transient( self::ADOPT . get_current_user_id() );
			echo '<div class="notice notice-info inline"><p>' . esc_html( $told ) . '</p></div>';
		}
		if ( Official_Plugin::is_active() ) {
			echo '<div class="notice notice-warning inline"><p>' . esc_html__( 'Alter\'s own plugin is active. Products that it mapped, and that have no mapping here, can be taken over from what Alter has of them. The other plugin\'s data stays as it is.', 'alter-connector' ) . '</p>';
			self::show_button( self::ADOPT, __( 'Take over mappings', 'alter-connector' ) );
			echo '</div>';
		}
	}

	/**
	 * The report, folded away.
	 */
	private function show_report(): void {
		printf(
			'<details class="alter-connector-report"><summary>%1$s</summary><p class="description">%2$s</p><textarea readonly rows="14" class="large-text code" aria-label="%1$s">%3$s</textarea><p><button type="button" class="button" data-copied="%4$s">%5$s</button></p></details>',
			esc_attr__( 'Report for support', 'alter-connector' ),
			esc_html__( 'In English, without keys, tokens and names of customers. Read it before you send it.', 'alter-connector' ),
			esc_textarea( $this->report->text() ),
			esc_attr__( 'Copied', 'alter-connector' ),
			esc_html__( 'Copy', 'alter-connector' )
		);
	}

	/**
	 * A button. Its form stands at the end of the page: WooCommerce has one around the tab, and forms do not nest.
	 *
	 * @param string $action What is posted.
	 * @param string $label  What stands on it.
	 */
	private static function show_button( string $action, string $label ): void {
		printf( '<p><button type="submit" class="button" form="%s">%s</button></p>', esc_attr( $action ), esc_html( $label ) );
		add_action(
			'admin_footer',
			static function () use ( $action ): void {
				printf(
					'<form method="post" action="%1$s" id="%2$s" hidden><input type="hidden" name="action" value="%2$s"><input type="hidden" name="_wpnonce" value="%3$s"></form>',
					esc_url( admin_url( 'admin-post.php' ) ),
					esc_attr( $action ),
					esc_attr( wp_create_nonce( $action ) )
				);
			}
		);
	}

	/**
	 * Only who may, and only by the button.
	 *
	 * @param string $action What is posted.
	 */
	private static function allow( string $action ): void {
		check_admin_referer( $action );
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'alter-connector' ), '', array( 'response' => 403 ) );
		}
	}

	/**
	 * Back to the tab.
	 */
	private static function back(): void {
		wp_safe_redirect( admin_url( 'admin.php?page=wc-settings&tab=alter#alter-connector-health' ) );
		exit;
	}
}
