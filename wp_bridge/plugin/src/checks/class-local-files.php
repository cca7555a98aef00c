<?php
/**
 * Whether local designs are what they were.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * What the last looks from inside and outside found: a design that changed or is out of reach shows shoppers nothing.
 */
final class Local_Files extends Check {

	/**
	 * States that wait for a person.
	 */
	private const BAD = array( Local_Design::STALE, Local_Design::FAILED, Local_Design::GONE );

	/**
	 * Built by the list.
	 *
	 * @param Local_Designs $designs What is known of them.
	 */
	public function __construct( private Local_Designs $designs ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'designs';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Designs that lie in this shop', 'alter-connector' );
	}

	/**
	 * Looks at the local table.
	 */
	public function run(): Result {
		$rows = $this->designs->all();
		$bad  = array_filter( $rows, static fn( Local_Design $row ): bool => in_array( $row->state(), self::BAD, true ) );
		if ( ! $bad ) {
			return $rows
				/* translators: %s: a number. */
				? Result::good( sprintf( _n( '%s design lies in this shop, as it was installed.', '%s designs lie in this shop, as they were installed.', count( $rows ), 'alter-connector' ), number_format_i18n( count( $rows ) ) ) )
				: Result::good( __( 'No design lies in this shop.', 'alter-connector' ) );
		}
		$uses = $this->designs->uses();
		$used = array_filter( $bad, static fn( Local_Design $row ): bool => isset( $uses[ $row->local_design_id ] ) );
		/* translators: %s: a number. */
		$text = sprintf( _n( '%s design that lies in this shop needs a look.', '%s designs that lie in this shop need a look.', count( $bad ), 'alter-connector' ), number_format_i18n( count( $bad ) ) );
		$more = $used
			? __( 'Products use it, and their shoppers may see nothing.', 'alter-connector' )
			: __( 'No product uses it.', 'alter-connector' );
		return Result::recommended(
			$text,
			$more,
			__( 'Install it again or accept the change: WooCommerce > Alter local designs.', 'alter-connector' ),
			admin_url( 'admin.php?page=alter-connector-designs' )
		);
	}
}
