<?php
/**
 * Words for what the mirror says.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Names of types, statuses and states, and for each reason one sentence with its cause and what to do. Nothing here
 * is escaped.
 */
final class Words {

	/**
	 * Names of the runtime types.
	 *
	 * @return array<string, string>
	 */
	public static function types(): array {
		return array(
			'viewer'       => __( '3D viewer', 'alter-connector' ),
			'configurator' => __( 'Configurator', 'alter-connector' ),
			'customizer'   => __( 'Customizer', 'alter-connector' ),
		);
	}

	/**
	 * Names of what may be wanted.
	 *
	 * @return array<string, string>
	 */
	public static function statuses(): array {
		return array(
			Wanted::ACTIVE   => __( 'Active', 'alter-connector' ),
			Wanted::DRAFT    => __( 'Draft', 'alter-connector' ),
			Wanted::INACTIVE => __( 'Inactive', 'alter-connector' ),
		);
	}

	/**
	 * Names of the states.
	 *
	 * @return array<string, string>
	 */
	public static function states(): array {
		return array(
			Binding_Row::SYNCED  => __( 'Synced', 'alter-connector' ),
			Binding_Row::QUEUED  => __( 'Waiting to be sent', 'alter-connector' ),
			Binding_Row::SENDING => __( 'Being sent', 'alter-connector' ),
			Binding_Row::PENDING => __( 'Waiting for Alter', 'alter-connector' ),
			Binding_Row::FAILED  => __( 'Failed', 'alter-connector' ),
		);
	}

	/**
	 * The name of a row's type.
	 *
	 * @param Binding_Row $row The row.
	 */
	public static function type( Binding_Row $row ): string {
		return $row->is_fault() ? __( 'Product data', 'alter-connector' ) : self::types()[ $row->runtime_type ] ?? $row->runtime_type;
	}

	/**
	 * The name of what is wanted.
	 *
	 * @param string $wanted A status of `Wanted`.
	 */
	public static function status( string $wanted ): string {
		return Wanted::ARCHIVED === $wanted ? __( 'Being removed', 'alter-connector' ) : self::statuses()[ $wanted ] ?? $wanted;
	}

	/**
	 * The name of a state.
	 *
	 * @param string $state A state of `Binding_Row`.
	 */
	public static function state( string $state ): string {
		return self::states()[ $state ] ?? $state;
	}

	/**
	 * Why a row failed or waits, for people; empty when there is nothing to say.
	 *
	 * @param Binding_Row $row The row.
	 */
	public static function reason( Binding_Row $row ): string {
		if ( '' === $row->code ) {
			return '';
		}
		$known = $row->is_fault() ? self::faults( $row->detail ) : self::refusals();
		if ( isset( $known[ $row->code ] ) ) {
			return $known[ $row->code ];
		}
		return '' === $row->detail ? $row->code : "{$row->detail} ({$row->code})";
	}

	/**
	 * Faults of the product's own data.
	 *
	 * @param string $found What stands there instead.
	 * @return array<string, string>
	 */
	private static function faults( string $found ): array {
		return array(
			/* translators: %s: what stands in the field. */
			'local.design'      => sprintf( __( '“%s” is not a design. Choose one in the product\'s Alter 3D tab.', 'alter-connector' ), $found ),
			/* translators: %s: what stands in the field. */
			'local.types'       => sprintf( __( '“%s” names an unknown runtime type. Choose from viewer, configurator and customizer.', 'alter-connector' ), $found ),
			'local.noTypes'     => __( 'A design is chosen, but nothing that shows it. Tick a runtime type in the product\'s Alter 3D tab.', 'alter-connector' ),
			/* translators: %s: what stands in the field. */
			'local.status'      => sprintf( __( '“%s” is not a status. Choose draft, active or inactive.', 'alter-connector' ), $found ),
			/* translators: %s: a WooCommerce product type, e.g. "grouped". */
			'local.productType' => sprintf( __( 'Alter 3D works with simple and variable products, not with the type “%s”. Remove the design, or change the type.', 'alter-connector' ), $found ),
		);
	}

	/**
	 * What the connector or Alter says no with, and why something waits.
	 *
	 * @return array<string, string>
	 */
	private static function refusals(): array {
		return array(
			'plan.activeBindingsLimit'                => __( 'All active bindings of your Alter plan are used. Deactivate another one, or extend the plan, then retry.', 'alter-connector' ),
			'runtimeBinding.designNotFound'           => __( 'Alter has no design with this number in your storefront. Choose another design.', 'alter-connector' ),
			'runtimeBinding.designRequired'           => __( 'An active binding needs a design. Choose one.', 'alter-connector' ),
			'binding.designRequired'                  => __( 'An active binding needs a design. Choose one.', 'alter-connector' ),
			'runtimeBinding.notEmbeddable'            => __( 'Alter does not show this design in this runtime type. Choose another type, or make the design ready for it in Alter.', 'alter-connector' ),
			'runtimeBinding.runtimeNotInPlan'         => __( 'Your Alter plan does not have this runtime type. Choose another type, or extend the plan, then retry.', 'alter-connector' ),
			'runtimeBinding.activeLimitReached'       => __( 'All active bindings of your Alter plan are used. Deactivate another one, or extend the plan, then retry.', 'alter-connector' ),
			'runtimeBinding.reassignmentLimitReached' => __( 'Your Alter plan allows no more changes of designs this month. Extend the plan, or retry next month.', 'alter-connector' ),
			'plan.notEligible'                        => __( 'Your Alter plan does not allow bindings. Extend the plan, then retry.', 'alter-connector' ),
			'localDesign.unknown'                     => __( 'The connector does not know the design in this shop any more. Choose a design again in the product\'s Alter 3D tab.', 'alter-connector' ),
			'localDesign.notInstalled'                => __( 'The design does not lie in this shop as it should. Look at it under WooCommerce > Alter local designs, then retry.', 'alter-connector' ),
			'localDesign.productUnknown'              => __( 'Alter did not say which product this design is of, so it cannot be used from this shop. Choose the design at Alter instead.', 'alter-connector' ),
			'local.blocked'                           => __( 'This WordPress is told not to call other servers. It will be sent when calls to the connector are allowed.', 'alter-connector' ),
			'local.paused'                            => __( 'The connector does not answer at the moment. It is tried again by itself.', 'alter-connector' ),
			'local.failed'                            => __( 'The connector did not answer. It is tried again by itself.', 'alter-connector' ),
			'local.stranger'                          => __( 'Something else answered in the connector\'s place. It is tried again by itself; check the connector\'s address if this stays.', 'alter-connector' ),
			'local.unnamed'                           => __( 'Nobody has told this site where its connector is. Enter its address in the settings.', 'alter-connector' ),
			'store.siteMoved'                         => __( 'The connector knows this shop under another address. Say in the Alter settings which one is right.', 'alter-connector' ),
			'store.needsReconnect'                    => __( 'Alter does not accept the connection any more. Connect again in the Alter settings.', 'alter-connector' ),
			'auth.invalidToken'                       => __( 'The connector does not know this shop any more. Connect again in the Alter settings.', 'alter-connector' ),
			'plugin.tooOld'                           => __( 'This plugin is too old for the connector. Update it.', 'alter-connector' ),
		);
	}
}
