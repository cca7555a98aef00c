<?php
/**
 * Whether bindings were refused.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror;

/**
 * Rows that wait for a person.
 */
final class Refusals extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Mirror $mirror What is known of the bindings.
	 */
	public function __construct( private Mirror $mirror ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'failed';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Refused bindings', 'alter-connector' );
	}

	/**
	 * Looks at the local table.
	 */
	public function run(): Result {
		$failed = $this->mirror->counts()[ Binding_Row::FAILED ];
		if ( 0 === $failed ) {
			return Result::good( __( 'No binding was refused.', 'alter-connector' ) );
		}
		return Result::recommended(
			/* translators: %s: a number. */
			sprintf( _n( '%s binding was refused.', '%s bindings were refused.', $failed, 'alter-connector' ), number_format_i18n( $failed ) ),
			_n( 'It is not tried again by itself.', 'They are not tried again by themselves.', $failed, 'alter-connector' ),
			__( 'Read the reasons in WooCommerce > Alter bindings, correct what they name, then retry.', 'alter-connector' ),
			admin_url( 'admin.php?page=alter-connector-bindings&view=failed' )
		);
	}
}
