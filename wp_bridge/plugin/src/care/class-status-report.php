<?php
/**
 * The plugin's section of WooCommerce's status report.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Checks\Result;

/**
 * WooCommerce > Status > System status: facts and the checks that call nobody. WooCommerce's "copy for support" reads
 * the table's cells, so they hold plain text.
 */
final class Status_Report {

	/**
	 * Built by the room.
	 *
	 * @param Checklist $checklist The checks.
	 * @param Findings  $findings  Runs them.
	 * @param Facts     $facts     The facts.
	 */
	public function __construct( private Checklist $checklist, private Findings $findings, private Facts $facts ) {}

	/**
	 * Hooks it in.
	 */
	public function register(): void {
		add_action( 'woocommerce_system_status_report', array( $this, 'show' ) );
	}

	/**
	 * Prints it.
	 */
	public function show(): void {
		echo '<table class="wc_status_table widefat" cellspacing="0"><thead><tr><th colspan="3" data-export-label="Alter Product Connector"><h2>' . esc_html__( 'Alter Product Connector', 'alter-connector' ) . '</h2></th></tr></thead><tbody>';
		foreach ( $this->facts->all() as $key => $fact ) {
			self::row( $key, $fact['label'], esc_html( $fact['value'] ) );
		}
		foreach ( $this->checklist->local() as $id => $check ) {
			self::row( $id, $check->title(), self::mark( $this->findings->run( $check ) ) );
		}
		echo '</tbody></table>';
	}

	/**
	 * One row.
	 *
	 * @param string $key   The name in the copied text.
	 * @param string $label The name on the screen.
	 * @param string $html  Escaped.
	 */
	private static function row( string $key, string $label, string $html ): void {
		printf(
			'<tr><td data-export-label="%s">%s:</td><td class="help">&nbsp;</td><td>%s</td></tr>',
			esc_attr( $key ),
			esc_html( $label ),
			$html // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped by the callers.
		);
	}

	/**
	 * A result as WooCommerce marks its own.
	 *
	 * @param Result $result What a check found.
	 */
	private static function mark( Result $result ): string {
		$text = esc_html( trim( "{$result->text} {$result->more}" ) );
		if ( $result->is_good() ) {
			return '<mark class="yes"><span class="dashicons dashicons-yes"></span></mark> ' . $text;
		}
		return '<mark class="error"><span class="dashicons dashicons-warning"></span> ' . $text . ' ' . esc_html( $result->action ) . '</mark>';
	}
}
