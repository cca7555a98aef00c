<?php
/**
 * The cells of the list of bindings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Badge;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;
use AlterConnector\State\Words;

/**
 * HTML of a row's cells, escaped. The list prints them, and the REST route sends them again when a row has changed, so
 * that both say the same.
 */
final class Cells {

	/**
	 * Reads what cells need of posts, in three queries for all rows.
	 *
	 * @param iterable<Binding_Row> $rows Rows that are about to be shown.
	 */
	public static function prepare( iterable $rows ): void {
		$ids = array();
		foreach ( $rows as $row ) {
			array_push( $ids, $row->object_id, $row->product_id );
		}
		_prime_post_caches( array_unique( $ids ), false, true );
	}

	/**
	 * All cells that change with a row, by column.
	 *
	 * @param Binding_Row $row The row.
	 * @return array<string, string>
	 */
	public static function all( Binding_Row $row ): array {
		return array(
			'product' => self::product( $row ),
			'design'  => self::design( $row ),
			'wanted'  => self::wanted( $row ),
			'state'   => self::state( $row ),
			'synced'  => Badge::time( $row->synced_at ),
		);
	}

	/**
	 * The product's name, and what can be done.
	 *
	 * @param Binding_Row $row The row.
	 */
	private static function product( Binding_Row $row ): string {
		$title = $row->name();
		$url   = get_edit_post_link( $row->product_id );
		$html  = null === $url
			? '<strong>' . esc_html( $title ) . '</strong>'
			: '<strong><a class="row-title" href="' . esc_url( "{$url}#alter_connector_product_data" ) . '">' . esc_html( $title ) . '</a></strong>';
		// On a narrow screen the other columns are folded away.
		$html .= '<span class="alter-narrow">' . esc_html( Words::type( $row ) ) . ' ' . Badge::html( $row->state, $row->code ) . '</span>';
		return $html . Row_Actions::html( $row );
	}

	/**
	 * The design's name and number.
	 *
	 * @param Binding_Row $row The row.
	 */
	private static function design( Binding_Row $row ): string {
		if ( 0 === $row->design_id ) {
			return '<span aria-hidden="true">—</span>';
		}
		/* translators: %s: a design's number in Alter. */
		$number = sprintf( __( 'no. %s', 'alter-connector' ), (string) $row->design_id );
		/* translators: %s: a design's name and number. */
		$number = '' === $row->local ? $number : sprintf( __( 'In this shop: %s', 'alter-connector' ), $number );
		return '' === $row->design_name ? esc_html( $number ) : esc_html( $row->design_name ) . '<br><small>' . esc_html( $number ) . '</small>';
	}

	/**
	 * What is wanted, and why it is less than the owner chose.
	 *
	 * @param Binding_Row $row The row.
	 */
	private static function wanted( Binding_Row $row ): string {
		if ( $row->is_fault() ) {
			return '<span aria-hidden="true">—</span>';
		}
		$html = esc_html( Words::status( $row->wanted ) );
		if ( Wanted::INACTIVE === $row->wanted && Wanted::ACTIVE === self::chosen( $row ) ) {
			$html .= '<br><small class="alter-reason">' . esc_html__( 'until the product is published', 'alter-connector' ) . '</small>';
		}
		return $html;
	}

	/**
	 * How far it came, and why no further.
	 *
	 * @param Binding_Row $row The row.
	 */
	private static function state( Binding_Row $row ): string {
		$reason = Words::reason( $row );
		$html   = Badge::html( $row->state, $row->code );
		if ( '' !== $reason ) {
			$html .= '<br><small class="alter-reason">' . esc_html( $reason ) . '</small>';
		}
		if ( Binding_Row::QUEUED === $row->state && $row->attempts > 0 && null !== $row->next_attempt_at && $row->next_attempt_at > time() ) {
			/* translators: %s: a span of time, e.g. "5 minutes". */
			$html .= '<br><small>' . esc_html( sprintf( __( 'Next try in %s', 'alter-connector' ), human_time_diff( $row->next_attempt_at ) ) ) . '</small>';
		}
		return $html;
	}

	/**
	 * What the owner chose for a row's product or variation.
	 *
	 * @param Binding_Row $row The row.
	 */
	public static function chosen( Binding_Row $row ): string {
		foreach ( array( $row->object_id, $row->product_id ) as $post_id ) {
			$text = get_post_meta( $post_id, Product_Meta::STATUS, true );
			if ( is_string( $text ) && '' !== $text ) {
				return Product_Meta::status( $text ) ?? '';
			}
		}
		return Wanted::DRAFT;
	}
}
