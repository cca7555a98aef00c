<?php
/**
 * The list of local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\State\Badge;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * HTML of the list, escaped. The page prints it, and the REST route sends it again when something has changed, so that
 * both say the same.
 */
final class Listing {

	private const SIGNS = array(
		Local_Design::FETCHING   => 'update',
		Local_Design::READY      => 'download',
		Local_Design::INSTALLING => 'update',
		Local_Design::INSTALLED  => 'yes-alt',
		Local_Design::STALE      => 'warning',
		Local_Design::FAILED     => 'warning',
		Local_Design::REMOVED    => 'trash',
		Local_Design::GONE       => 'warning',
	);

	/**
	 * Built once, by the room.
	 *
	 * @param Local_Designs $designs The table.
	 */
	public function __construct( private Local_Designs $designs ) {}

	/**
	 * How many designs are under way.
	 */
	public function open(): int {
		return count( array_filter( $this->designs->all(), static fn( Local_Design $row ): bool => $row->is_under_way() ) );
	}

	/**
	 * The list.
	 */
	public function html(): string {
		$rows = $this->designs->all();
		if ( ! $rows ) {
			return '<p class="alter-designs-none">' . esc_html__( 'No design lies in this shop yet.', 'alter-connector' ) . '</p>';
		}
		$uses = $this->designs->uses();
		$html = '<table class="widefat fixed striped alter-designs"><thead><tr>';
		foreach ( self::heads() as $class => $label ) {
			$html .= '<th scope="col" class="column-' . esc_attr( $class ) . '">' . esc_html( $label ) . '</th>';
		}
		$html .= '</tr></thead><tbody>';
		foreach ( $rows as $row ) {
			$html .= self::row( $row, $uses );
		}
		return "{$html}</tbody></table>";
	}

	/**
	 * Names of the columns.
	 *
	 * @return array<string, string>
	 */
	private static function heads(): array {
		return array(
			'design'  => __( 'Design', 'alter-connector' ),
			'state'   => __( 'State', 'alter-connector' ),
			'size'    => __( 'Size', 'alter-connector' ),
			'version' => __( 'Version', 'alter-connector' ),
			'uses'    => __( 'Used by', 'alter-connector' ),
		);
	}

	/**
	 * One design.
	 *
	 * @param Local_Design       $row  Which.
	 * @param array<string, int> $uses How many products use each.
	 */
	private static function row( Local_Design $row, array $uses ): string {
		$heads = self::heads();
		$cells = array(
			/* translators: %s: a design's number in Alter. */
			'design'  => '<strong>' . esc_html( $row->name() ) . '</strong><br><small>' . esc_html( sprintf( __( 'no. %s', 'alter-connector' ), (string) $row->design_id ) ) . '</small>',
			'state'   => self::state( $row ) . self::buttons( $row, $uses ),
			'size'    => self::size( $row ),
			'version' => self::version( $row ),
			'uses'    => self::uses( $uses[ $row->local_design_id ] ?? 0, $row ),
		);
		$html  = '<tr data-alter-design="' . esc_attr( (string) $row->id ) . '" data-state="' . esc_attr( $row->state() ) . '">';
		foreach ( $cells as $class => $cell ) {
			$html .= '<td class="column-' . esc_attr( $class ) . '" data-label="' . esc_attr( $heads[ $class ] ) . '">' . $cell . '</td>';
		}
		return "{$html}</tr>";
	}

	/**
	 * State, how far it came, and why no further.
	 *
	 * @param Local_Design $row Which.
	 */
	private static function state( Local_Design $row ): string {
		$state              = $row->state();
		$html               = sprintf(
			'<span class="alter-state alter-design-%1$s"><span class="dashicons dashicons-%2$s" aria-hidden="true"></span> %3$s</span>',
			esc_attr( $state ),
			esc_attr( self::SIGNS[ $state ] ?? 'marker' ),
			esc_html( Words::states()[ $state ] ?? $state )
		);
		list( $done, $all ) = self::share( $row );
		if ( $row->is_under_way() ) {
			/* translators: %s: a design's name. */
			$label = sprintf( __( 'Progress of %s', 'alter-connector' ), $row->name() );
			$html .= $all > 0
				? sprintf( '<progress max="%1$d" value="%2$d" aria-label="%3$s"></progress>', $all, $done, esc_attr( $label ) )
				: sprintf( '<progress aria-label="%s"></progress>', esc_attr( $label ) );
		}
		foreach ( array_filter( array( Words::progress( $row ), Words::reason( $row ) ) ) as $sentence ) {
			$html .= '<p class="alter-reason">' . esc_html( $sentence ) . '</p>';
		}
		if ( $row->is_under_way() && $row->attempts > 0 && null !== $row->next_at && $row->next_at > time() ) {
			/* translators: %s: a span of time, e.g. "5 minutes". */
			$html .= '<p><small>' . esc_html( sprintf( __( 'Next try in %s', 'alter-connector' ), human_time_diff( $row->next_at ) ) ) . '</small></p>';
		}
		return $html;
	}

	/**
	 * How far it came, for the bar.
	 *
	 * @param Local_Design $row Which.
	 * @return array{int, int}
	 */
	private static function share( Local_Design $row ): array {
		return match ( $row->step ) {
			Local_Design::DOWNLOAD => array( $row->got, max( $row->size, $row->bytes_total ) ),
			Local_Design::UNPACK   => array( $row->unpacked, $row->files_total + 1 ),
			Local_Design::REPORT   => array( 0, 0 ),
			default                => array( $row->bytes_done, $row->bytes_total ),
		};
	}

	/**
	 * How large it is.
	 *
	 * @param Local_Design $row Which.
	 */
	private static function size( Local_Design $row ): string {
		if ( 0 === $row->files_total ) {
			return '<span aria-hidden="true">—</span>';
		}
		/* translators: %s: a number of files. */
		$files = sprintf( _n( '%s file', '%s files', $row->files_total, 'alter-connector' ), number_format_i18n( $row->files_total ) );
		return esc_html( Words::size( $row->bytes_total ) ) . '<br><small>' . esc_html( $files ) . '</small>';
	}

	/**
	 * What lies in the shop.
	 *
	 * @param Local_Design $row Which.
	 */
	private static function version( Local_Design $row ): string {
		if ( '' === $row->installed_hash || Local_Design::REMOVED === $row->step ) {
			return '<span aria-hidden="true">—</span>';
		}
		$html = '<code>' . esc_html( substr( $row->installed_hash, 0, 12 ) ) . '</code>';
		if ( null !== $row->looked_at ) {
			/* translators: %s: how long ago, e.g. "5 minutes ago". */
			$html .= '<br><small>' . wp_kses( sprintf( __( 'verified %s', 'alter-connector' ), Badge::time( $row->looked_at ) ), Badge::TAGS ) . '</small>';
		}
		return $html;
	}

	/**
	 * Who uses it.
	 *
	 * @param int          $count Products and variations.
	 * @param Local_Design $row   Which.
	 */
	private static function uses( int $count, Local_Design $row ): string {
		if ( 0 === $count ) {
			return '<span aria-hidden="true">—</span><span class="screen-reader-text">' . esc_html__( 'No product', 'alter-connector' ) . '</span>';
		}
		/* translators: %s: a number of products. */
		$text = sprintf( _n( '%s product', '%s products', $count, 'alter-connector' ), number_format_i18n( $count ) );
		return '<a href="' . esc_url( admin_url( 'admin.php?page=alter-connector-bindings&s=' . $row->design_id ) ) . '">' . esc_html( $text ) . '</a>';
	}

	/**
	 * What can be done. The buttons work as links; the script does the same without leaving the page.
	 *
	 * @param Local_Design       $row  Which.
	 * @param array<string, int> $uses How many products use each.
	 */
	private static function buttons( Local_Design $row, array $uses ): string {
		$html = '';
		foreach ( Offers::of( $row, $uses ) as $verb => $label ) {
			$url = wp_nonce_url( add_query_arg( array( 'do' => $verb, 'row' => $row->id ), Screen::url() ), Screen::NONCE ); // phpcs:ignore WordPress.Arrays -- One thought.
			/* translators: 1: what a button does, 2: a design's name. */
			$whole = sprintf( __( '%1$s: %2$s', 'alter-connector' ), $label, $row->name() );
			$html .= sprintf( '<a class="button button-small" href="%1$s" data-alter-act="%2$s" data-alter-row="%3$d" aria-label="%4$s">%5$s</a> ', esc_url( $url ), esc_attr( $verb ), $row->id, esc_attr( $whole ), esc_html( $label ) );
		}
		return '' === $html ? '' : "<div class=\"alter-designs-do\">{$html}</div>";
	}
}
