<?php
/**
 * The steps that are left.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * Prints the checklist while something of it is left.
 */
final class Checklist_View {

	/**
	 * Built where it is printed.
	 *
	 * @param Checklist $checklist The steps.
	 */
	public function __construct( private Checklist $checklist ) {}

	/**
	 * The steps; nothing when all are done.
	 */
	public function print_steps(): void {
		$domains = $this->checklist->has_domains();
		$mapping = $this->checklist->has_mapping();
		$seen    = $this->checklist->is_seen();
		if ( $domains && $mapping && $seen ) {
			return;
		}
		echo '<h2>' . esc_html__( 'Next steps', 'alter-connector' ) . '</h2><div class="alter-connector-card"><ol class="alter-connector-steps">';
		self::print_step( $domains, __( 'Add these domains in Alter', 'alter-connector' ) );
		$this->print_domains( $domains );
		self::print_step( $mapping, __( 'Map a product', 'alter-connector' ) );
		echo '<p>' . esc_html__( 'Open a product, choose its design under Product data > Alter 3D, and save.', 'alter-connector' ) . '</p>';
		Outcome_View::print_link( admin_url( 'edit.php?post_type=product' ), __( 'Open products', 'alter-connector' ) );
		echo '</div></li>';
		self::print_step( $seen, __( 'See it live', 'alter-connector' ) );
		echo '<p>' . esc_html__( 'Open the product in the shop and start its 3D view. This step is ticked when a view was opened.', 'alter-connector' ) . '</p></div></li></ol></div>';
	}

	/**
	 * The domains, to be copied.
	 *
	 * @param bool $is_done Whether the step is.
	 */
	private function print_domains( bool $is_done ): void {
		$domains = $this->checklist->domains();
		echo '<p>' . esc_html__( 'In Alter, open E-commerce Settings > Integration and add each domain. Alter shows nothing on others.', 'alter-connector' ) . '</p>';
		printf(
			'<p class="alter-connector-copy"><code id="alter-connector-domains">%1$s</code> <button type="button" class="button" data-copy="alter-connector-domains" data-copied="%2$s">%3$s</button></p>',
			esc_html( implode( "\n", $domains ) ),
			esc_attr__( 'Copied', 'alter-connector' ),
			esc_html__( 'Copy', 'alter-connector' )
		);
		if ( ! $is_done ) {
			Form::button( 'domains', __( 'I have added them', 'alter-connector' ) );
		}
		echo '</div></li>';
	}

	/**
	 * The beginning of a step.
	 *
	 * @param bool   $is_done Whether it is done.
	 * @param string $title   What it is.
	 */
	private static function print_step( bool $is_done, string $title ): void {
		printf(
			'<li class="%1$s"><span class="dashicons dashicons-%2$s" aria-hidden="true"></span><div><strong>%3$s</strong> <span class="alter-connector-state">%4$s</span>',
			$is_done ? 'is-good' : 'is-unknown',
			$is_done ? 'yes-alt' : 'marker',
			esc_html( $title ),
			$is_done ? esc_html__( 'Done', 'alter-connector' ) : esc_html__( 'To do', 'alter-connector' )
		);
	}
}
