<?php
/**
 * The list of requirements.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * What `Preflight` found, with a button for what only a call can find.
 */
final class Preflight_View {

	/**
	 * The icon of each state; the word beside it is for those who do not see icons.
	 */
	private const ICONS = array(
		Finding::GOOD    => 'yes-alt',
		Finding::WARNING => 'warning',
		Finding::BAD     => 'dismiss',
		Finding::UNKNOWN => 'marker',
	);

	/**
	 * Built where it is printed.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	public function __construct( private array $facts ) {}

	/**
	 * The list.
	 */
	public function print_list(): void {
		echo '<h2>' . esc_html__( 'Requirements', 'alter-connector' ) . '</h2><div class="alter-connector-card"><ul class="alter-connector-findings">';
		foreach ( Preflight::findings( $this->facts ) as $finding ) {
			printf(
				'<li class="is-%1$s" data-finding="%2$s"><span class="dashicons dashicons-%3$s" aria-hidden="true"></span><span><strong>%4$s</strong> <span class="alter-connector-state">%5$s</span><br><span>%6$s</span></span></li>',
				esc_attr( $finding->state ),
				esc_attr( $finding->id ),
				esc_attr( self::ICONS[ $finding->state ] ),
				esc_html( $finding->label ),
				esc_html( self::word( $finding->state ) ),
				esc_html( $finding->text )
			);
		}
		echo '</ul><p class="alter-connector-actions">';
		Form::button( 'check', __( 'Check', 'alter-connector' ) );
		if ( isset( $this->facts['at'] ) ) {
			/* translators: %s: a time span, e.g. 2 minutes. */
			printf( '<span class="description">%s</span>', esc_html( sprintf( __( 'Checked %s ago.', 'alter-connector' ), human_time_diff( (int) $this->facts['at'] ) ) ) );
		}
		echo '</p></div>';
	}

	/**
	 * The state, as a word.
	 *
	 * @param string $state Of a finding.
	 */
	private static function word( string $state ): string {
		switch ( $state ) {
			case Finding::GOOD:
				return __( 'Met', 'alter-connector' );
			case Finding::WARNING:
				return __( 'Look at this', 'alter-connector' );
			case Finding::BAD:
				return __( 'In the way', 'alter-connector' );
			default:
				return __( 'Not known yet', 'alter-connector' );
		}
	}
}
