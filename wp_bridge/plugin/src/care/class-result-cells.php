<?php
/**
 * A check's result as cells of a table.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Check;
use AlterConnector\Checks\Result;

/**
 * One look for the settings tab and for what its button brings.
 */
final class Result_Cells {

	private const ICONS = array(
		Result::GOOD        => 'yes-alt',
		Result::RECOMMENDED => 'warning',
		Result::CRITICAL    => 'dismiss',
	);

	/**
	 * The cells behind the title's. Escaped.
	 *
	 * @param Check       $check  The check.
	 * @param Result|null $result What it found; null when it never ran.
	 * @param int         $at     When, in Unix seconds; of no meaning for a check that runs with the page.
	 */
	public static function html( Check $check, ?Result $result, int $at ): string {
		if ( null === $result ) {
			return '<td class="alter-connector-level alter-connector-none">–</td><td>' . esc_html__( 'Not run yet.', 'alter-connector' ) . '</td>';
		}
		$icon = sprintf(
			'<span class="dashicons dashicons-%s" aria-hidden="true"></span> %s',
			esc_attr( self::ICONS[ $result->level ] ),
			esc_html( $result->level_name() )
		);
		return sprintf( '<td class="alter-connector-level alter-connector-%s">%s</td><td>%s</td>', esc_attr( $result->level ), $icon, self::words( $check, $result, $at ) );
	}

	/**
	 * What was found, and what to do.
	 *
	 * @param Check  $check  The check.
	 * @param Result $result What it found.
	 * @param int    $at     When.
	 */
	private static function words( Check $check, Result $result, int $at ): string {
		$html = esc_html( $result->text );
		if ( '' !== $result->more ) {
			$html .= '<br><span class="description">' . esc_html( $result->more ) . '</span>';
		}
		if ( '' !== $result->action ) {
			$action = esc_html( $result->action );
			$html  .= '<br>' . ( '' === $result->link ? $action : sprintf( '<a href="%s">%s</a>', esc_url( $result->link ), $action ) );
		}
		if ( $check->is_remote() && time() - $at > MINUTE_IN_SECONDS ) {
			/* translators: %s: a duration such as "5 minutes". */
			$html .= '<br><span class="description">' . esc_html( sprintf( __( 'Tested %s ago.', 'alter-connector' ), human_time_diff( $at, time() ) ) ) . '</span>';
		}
		return $html;
	}
}
