<?php
/**
 * What can be done with a row.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Wanted;

/**
 * Links below a row's name. They work by themselves; the script does the same without leaving the page.
 */
final class Row_Actions {

	public const NONCE = 'alter_connector_act';

	/**
	 * HTML of the links, escaped, as WordPress' lists have them.
	 *
	 * @param Binding_Row $row The row.
	 */
	public static function html( Binding_Row $row ): string {
		$links = array();
		foreach ( self::offered( $row ) as $verb => $label ) {
			$links[] = sprintf(
				'<span class="%1$s"><a href="%2$s" data-alter-act="%1$s" data-alter-row="%3$d">%4$s</a></span>',
				esc_attr( $verb ),
				esc_url( self::url( $verb, $row->id ) ),
				$row->id,
				esc_html( $label )
			);
		}
		$edit = get_edit_post_link( $row->product_id );
		if ( null !== $edit ) {
			$links[] = '<span class="edit"><a href="' . esc_url( "{$edit}#alter_connector_product_data" ) . '">' . esc_html__( 'Edit product', 'alter-connector' ) . '</a></span>';
		}
		return $links ? '<div class="row-actions">' . implode( ' | ', $links ) . '</div>' : '';
	}

	/**
	 * What is offered.
	 *
	 * @param Binding_Row $row The row.
	 * @return array<string, string> Labels by verb.
	 */
	private static function offered( Binding_Row $row ): array {
		if ( $row->is_fault() ) {
			return array();
		}
		$offered = array();
		if ( Wanted::ARCHIVED !== $row->wanted ) {
			$offered = Wanted::ACTIVE === Cells::chosen( $row )
				? array( 'deactivate' => __( 'Deactivate', 'alter-connector' ) )
				: array( 'activate' => __( 'Activate', 'alter-connector' ) );
		}
		if ( Binding_Row::FAILED === $row->state || ( Binding_Row::QUEUED === $row->state && $row->attempts > 0 ) ) {
			$offered['retry'] = __( 'Retry', 'alter-connector' );
		} elseif ( Binding_Row::SYNCED === $row->state ) {
			$offered['resync'] = __( 'Send again', 'alter-connector' );
		}
		return $offered;
	}

	/**
	 * A link that does it without the script.
	 *
	 * @param string $verb What.
	 * @param int    $id   The row.
	 */
	private static function url( string $verb, int $id ): string {
		$query = array(
			'page' => Screen::PAGE,
			'do'   => $verb,
			'row'  => $id,
		);
		return wp_nonce_url( add_query_arg( $query, admin_url( 'admin.php' ) ), self::NONCE );
	}
}
