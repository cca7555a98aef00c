<?php
/**
 * Mappings that wait for the owner since the shop changed its Alter storefront.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Mapped_Storefront;
use AlterConnector\State\Mirror;

/**
 * Whether what became a draft with another storefront was looked at. That is settled once no draft is left.
 */
final class Drafted extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Mapped_Storefront $storefront What happened.
	 * @param Mirror            $mirror     What is known of the bindings.
	 */
	public function __construct( private Mapped_Storefront $storefront, private Mirror $mirror ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'drafted';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Alter storefront', 'alter-connector' );
	}

	/**
	 * Looks at the local table.
	 */
	public function run(): Result {
		$drafts = $this->storefront->is_to_be_looked_at() ? $this->mirror->drafts() : 0;
		if ( 0 === $drafts ) {
			$this->storefront->settle();
			return Result::good( __( 'The mappings belong to the storefront that this shop is connected to.', 'alter-connector' ) );
		}
		return Result::recommended(
			__( 'This shop is connected to another Alter storefront than before.', 'alter-connector' ),
			/* translators: %s: a number. */
			sprintf( _n( 'It has other designs, so %s binding waits as a draft.', 'It has other designs, so %s bindings wait as drafts.', $drafts, 'alter-connector' ), number_format_i18n( $drafts ) ),
			__( 'Look through them, choose the designs anew, then activate.', 'alter-connector' ),
			admin_url( 'admin.php?page=alter-connector-bindings&view=draft' )
		);
	}
}
