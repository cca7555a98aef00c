<?php
/**
 * What the Alter plan allows, and what of it is used.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Badge;
use AlterConnector\State\Connections;
use AlterConnector\State\Known_Store;

/**
 * From what the connector last said of the store; the time of that stands beside it.
 */
final class Plan {

	/**
	 * Built once, by the room.
	 *
	 * @param Known_Store $store       What the connector last said.
	 * @param Connections $connections Whether the shop is connected.
	 */
	public function __construct( private Known_Store $store, private Connections $connections ) {}

	/**
	 * HTML of it, escaped; empty while nothing is known.
	 */
	public function html(): string {
		if ( null === $this->connections->current() || 0 === $this->store->fetched_at() ) {
			return '';
		}
		$name = $this->store->text( 'plan', 'name' );
		/* translators: %s: the name of an Alter plan. */
		$named  = sprintf( __( 'Alter plan: %s', 'alter-connector' ), $name );
		$title  = '' === $name ? __( 'Alter plan', 'alter-connector' ) : $named;
		$lines  = $this->line( __( 'Active bindings', 'alter-connector' ), $this->store->active_bindings(), $this->store->active_bindings_limit() );
		$lines .= $this->line( __( '3D sessions this month', 'alter-connector' ), $this->store->number( 'usage', 'embedSessions', 'count' ), $this->store->number( 'plan', 'limits', 'monthlyEmbedTokens' ) );
		$lines .= $this->line( __( 'Designs changed this month', 'alter-connector' ), $this->store->number( 'usage', 'reassignments', 'count' ), $this->store->number( 'plan', 'limits', 'monthlyReassignments' ) );
		/* translators: %s: a span of time, e.g. "5 minutes ago". */
		$as_of = sprintf( esc_html__( 'As of %s.', 'alter-connector' ), Badge::time( $this->store->fetched_at() ) );
		return '<h2>' . esc_html( $title ) . "</h2><dl class=\"alter-plan\">{$lines}</dl><p class=\"description\">{$as_of}</p>";
	}

	/**
	 * A line: how much of what there is, in numbers, and as a bar for those who see it.
	 *
	 * @param string   $label What it is.
	 * @param int|null $used  How much; null when nobody said.
	 * @param int|null $limit Of how much; null for no known limit.
	 */
	private function line( string $label, ?int $used, ?int $limit ): string {
		if ( null === $used ) {
			return '';
		}
		$numbers = null === $limit
			? number_format_i18n( $used )
			/* translators: 1: how many are used, 2: how many the plan has. */
			: sprintf( __( '%1$s of %2$s', 'alter-connector' ), number_format_i18n( $used ), number_format_i18n( $limit ) );
		$bar = null !== $limit && $limit > 0
			? sprintf( ' <meter aria-hidden="true" min="0" max="%1$d" high="%2$d" optimum="0" value="%3$d"></meter>', $limit, (int) ( $limit * 0.8 ), min( $used, $limit ) )
			: '';
		return '<dt>' . esc_html( $label ) . '</dt><dd>' . esc_html( $numbers ) . $bar . '</dd>';
	}
}
