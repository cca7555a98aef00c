<?php
/**
 * How far a binding came, for people.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The mark that the product tab, the product list and the bindings screen show alike: a sign and a word, never a
 * colour alone.
 */
final class Badge {

	private const SIGNS = array(
		Binding_Row::SYNCED  => 'yes-alt',
		Binding_Row::QUEUED  => 'clock',
		Binding_Row::SENDING => 'update',
		Binding_Row::PENDING => 'update',
		Binding_Row::FAILED  => 'warning',
	);

	/**
	 * What `time` prints, for wp_kses.
	 */
	public const TAGS = array(
		'time' => array(
			'datetime' => true,
			'title'    => true,
		),
		'span' => array( 'aria-hidden' => true ),
	);

	/**
	 * HTML of the mark, escaped.
	 *
	 * @param string $state A state of `Binding_Row`.
	 * @param string $title More, shown on hover; may be empty.
	 */
	public static function html( string $state, string $title = '' ): string {
		return sprintf(
			'<span class="alter-state alter-state-%1$s"%4$s><span class="dashicons dashicons-%2$s" aria-hidden="true"></span> %3$s</span>',
			esc_attr( $state ),
			esc_attr( self::SIGNS[ $state ] ?? 'marker' ),
			esc_html( Words::state( $state ) ),
			'' === $title ? '' : ' title="' . esc_attr( $title ) . '"'
		);
	}

	/**
	 * The state that stands for several rows: the worst first, then what is still to come.
	 *
	 * @param iterable<Binding_Row> $rows Some.
	 */
	public static function of( iterable $rows ): ?string {
		$found = array();
		foreach ( $rows as $row ) {
			$found[ $row->state ] = true;
		}
		foreach ( array( Binding_Row::FAILED, Binding_Row::SENDING, Binding_Row::QUEUED, Binding_Row::PENDING, Binding_Row::SYNCED ) as $state ) {
			if ( isset( $found[ $state ] ) ) {
				return $state;
			}
		}
		return null;
	}

	/**
	 * A time as the shop writes it, with how long ago it was; a dash for none.
	 *
	 * @param int|null $seconds Unix seconds.
	 */
	public static function time( ?int $seconds ): string {
		if ( null === $seconds ) {
			return '<span aria-hidden="true">—</span>';
		}
		$exact = wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $seconds );
		/* translators: %s: a span of time, e.g. "5 minutes". */
		$short = sprintf( __( '%s ago', 'alter-connector' ), human_time_diff( $seconds ) );
		return sprintf( '<time datetime="%1$s" title="%2$s">%3$s</time>', esc_attr( gmdate( 'c', $seconds ) ), esc_attr( (string) $exact ), esc_html( $short ) );
	}
}
