<?php
/**
 * How far the bindings of one product came.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Badge;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Connections;
use AlterConnector\State\Mirror;
use AlterConnector\State\Words;

/**
 * A short table in the product tab, from the mirror.
 */
final class State_List {

	/**
	 * A product may have hundreds of variations with designs of their own; the bindings screen shows them all.
	 */
	private const MOST = 12;

	/**
	 * Built by the tab.
	 *
	 * @param Mirror      $mirror      How far bindings came.
	 * @param Connections $connections Whether the shop is connected.
	 */
	public function __construct( private Mirror $mirror, private Connections $connections ) {}

	/**
	 * Prints it.
	 *
	 * @param int $product_id The product.
	 */
	public function show( int $product_id ): void {
		$rows = $this->mirror->of_product( $product_id, self::MOST + 1 );
		if ( null === $this->connections->current() ) {
			echo '<p class="alter-note">' . esc_html__( 'This shop is not connected to Alter yet. What you choose here is kept, and sent when it is.', 'alter-connector' ) . '</p>';
		}
		if ( ! $rows ) {
			echo '<p class="alter-note">' . esc_html__( 'Nothing is mapped yet. Choose a design and save the product.', 'alter-connector' ) . '</p>';
			return;
		}
		echo '<table class="alter-states"><caption>' . esc_html__( 'At Alter', 'alter-connector' ) . '</caption><tbody>';
		foreach ( array_slice( $rows, 0, self::MOST ) as $row ) {
			$this->row( $row );
		}
		echo '</tbody></table>';
		$this->link( $product_id, count( $rows ) > self::MOST );
	}

	/**
	 * Prints a row.
	 *
	 * @param Binding_Row $row The mirror's.
	 */
	private function row( Binding_Row $row ): void {
		$reason = Words::reason( $row );
		echo '<tr><th scope="row">' . esc_html( Words::type( $row ) );
		echo $row->is_variation() ? '<br><small>' . esc_html( $row->title ) . '</small>' : '';
		echo '</th><td>' . esc_html( $row->is_fault() ? '' : Words::status( $row->wanted ) ) . '</td><td>';
		echo wp_kses_post( Badge::html( $row->state, $row->code ) );
		if ( Binding_Row::SYNCED === $row->state ) {
			echo ' <small>' . wp_kses( Badge::time( $row->synced_at ), Badge::TAGS ) . '</small>';
		}
		echo '' === $reason ? '' : '<br><small class="alter-reason">' . esc_html( $reason ) . '</small>';
		echo '</td></tr>';
	}

	/**
	 * Prints the way to the bindings screen.
	 *
	 * @param int  $product_id The product.
	 * @param bool $is_more    Whether there are rows that are not shown.
	 */
	private function link( int $product_id, bool $is_more ): void {
		$text = $is_more ? __( 'Show all bindings of this product', 'alter-connector' ) : __( 'Show in the list of bindings', 'alter-connector' );
		$url  = add_query_arg(
			array(
				'page'    => 'alter-connector-bindings',
				'product' => $product_id,
			),
			admin_url( 'admin.php' )
		);
		echo '<p class="alter-note"><a href="' . esc_url( $url ) . '">' . esc_html( $text ) . '</a></p>';
	}
}
