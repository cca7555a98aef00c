<?php
/**
 * Whether the plan at Alter is enough.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Known_Store;

/**
 * What the connector warns of, in sentences of this site's language.
 */
final class Plan extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Known_Store $known_store What the connector last said.
	 */
	public function __construct( private Known_Store $known_store ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'plan';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Plan at Alter', 'alter-connector' );
	}

	/**
	 * Looks at the kept warnings.
	 */
	public function run(): Result {
		if ( 0 === $this->known_store->fetched_at() ) {
			return Result::good( __( 'What the plan at Alter allows is not known yet.', 'alter-connector' ) );
		}
		$told = array();
		foreach ( $this->known_store->warnings() as $warning ) {
			$told[] = self::sentence( $warning['code'], $warning['detail'] );
		}
		if ( array() === $told ) {
			return Result::good( __( 'The plan at Alter is enough for what the shop uses.', 'alter-connector' ) );
		}
		return Result::recommended( array_shift( $told ), implode( ' ', $told ), __( 'Extend the plan at Alter, or deactivate bindings that are not needed.', 'alter-connector' ), admin_url( 'admin.php?page=alter-connector-bindings' ) );
	}

	/**
	 * A warning for people; one that this version does not know is told in the connector's English.
	 *
	 * @param string $code   The contract's.
	 * @param string $detail The connector's sentence.
	 */
	private static function sentence( string $code, string $detail ): string {
		$known = array(
			'plan.activeBindingsNear' => __( 'Most of the active bindings that the plan allows are used.', 'alter-connector' ),
			'plan.activeBindingsFull' => __( 'All active bindings that the plan allows are used.', 'alter-connector' ),
			'plan.embedTokensNear'    => __( 'At this pace shoppers will open the 3D tools more often this month than the plan allows.', 'alter-connector' ),
		);
		return $known[ $code ] ?? $detail;
	}
}
