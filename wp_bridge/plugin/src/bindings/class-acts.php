<?php
/**
 * Does what the owner clicked.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Backlog;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;

/**
 * Activating and deactivating writes what the owner wants, which is the product's own meta; retrying and sending again
 * concern the row alone. Then the mapping room is asked to bring it forward while the owner waits.
 */
final class Acts {

	public const VERBS = array( 'activate', 'deactivate', 'retry', 'resync' );

	/**
 * Rows of one click.
*/
	private const MOST = 500;

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror  $mirror  The rows.
	 * @param Backlog $backlog What is on its way.
	 */
	public function __construct( private Mirror $mirror, private Backlog $backlog ) {}

	/**
	 * Does it, for the rows whose products the user may edit.
	 *
	 * @param string    $verb One of VERBS.
	 * @param list<int> $ids  Rows.
	 * @return list<int> The rows that it was done for.
	 */
	public function act( string $verb, array $ids ): array {
		$rows = $this->editable( array_slice( $ids, 0, self::MOST ) );
		if ( in_array( $verb, array( 'activate', 'deactivate' ), true ) ) {
			$rows = array_filter( $rows, static fn( Binding_Row $row ): bool => Wanted::ARCHIVED !== $row->wanted );
			$this->set_status( $rows, 'activate' === $verb ? Wanted::ACTIVE : Wanted::INACTIVE );
		} elseif ( 'retry' === $verb ) {
			$this->backlog->retry( array_keys( $rows ) );
		} elseif ( 'resync' === $verb ) {
			$this->mirror->resend_ids( array_keys( $rows ) );
		}
		/**
 * This action is documented in src/mapping/class-bulk-actions.php
*/
		do_action( 'alter_connector_clicked', array_values( array_unique( array_column( $rows, 'object_id' ) ) ) );
		return array_keys( $rows );
	}

	/**
	 * Tries everything again that failed.
	 *
	 * @return int How many rows.
	 */
	public function retry_all(): int {
		$count = $this->backlog->retry( null );
		/**
 * This action is documented in src/bindings/class-routes.php
*/
		do_action( 'alter_connector_hurried' );
		return $count;
	}

	/**
	 * What is said of it.
	 *
	 * @param string $verb One of VERBS.
	 * @param int    $done For how many rows it was done.
	 */
	public static function sentence( string $verb, int $done ): string {
		$number = number_format_i18n( $done );
		if ( 0 === $done ) {
			return __( 'Nothing was changed: this cannot be done with any of the chosen bindings.', 'alter-connector' );
		}
		$sentences = array(
			/* translators: %s: a number of bindings. */
			'activate'   => _n( '%s binding activated.', '%s bindings activated.', $done, 'alter-connector' ),
			/* translators: %s: a number of bindings. */
			'deactivate' => _n( '%s binding deactivated.', '%s bindings deactivated.', $done, 'alter-connector' ),
			/* translators: %s: a number of bindings. */
			'retry'      => _n( '%s binding is tried again.', '%s bindings are tried again.', $done, 'alter-connector' ),
			/* translators: %s: a number of bindings. */
			'resync'     => _n( '%s binding is sent again.', '%s bindings are sent again.', $done, 'alter-connector' ),
		);
		return sprintf( $sentences[ $verb ] ?? '%s', $number );
	}

	/**
	 * Rows that the user may change. Faults are mended in the product.
	 *
	 * @param list<int> $ids Rows.
	 * @return array<int, Binding_Row>
	 */
	private function editable( array $ids ): array {
		$rows = $this->mirror->by_ids( $ids );
		Cells::prepare( $rows );
		return array_filter(
			$rows,
			// Of a product that is gone, only the row is left; whoever manages the shop may retry it.
			static fn( Binding_Row $row ): bool => ! $row->is_fault() && ( null === get_post( $row->product_id ) || current_user_can( 'edit_product', $row->product_id ) )
		);
	}

	/**
	 * Writes a status, once per product or variation.
	 *
	 * @param array<int, Binding_Row> $rows   Rows.
	 * @param string                  $status Of `Wanted`.
	 */
	private function set_status( array $rows, string $status ): void {
		foreach ( array_unique( array_column( $rows, 'object_id' ) ) as $object_id ) {
			Product_Meta::write( $object_id, array( Product_Meta::STATUS => $status ) );
		}
	}
}
