<?php
/**
 * What can be done with a local design.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\State\Local_Design;

/**
 * The first one is what the state asks for.
 */
final class Offers {

	/**
	 * Where only the connector can bring what is missing.
	 */
	private const MISSING = 'localDesign.filesMissing';

	/**
	 * Labels by verb of `Acts`.
	 *
	 * @param Local_Design       $row  The design.
	 * @param array<string, int> $uses How many products use each, by the connector's ids.
	 * @return array<string, string>
	 */
	public static function of( Local_Design $row, array $uses ): array {
		$is_free = 0 === ( $uses[ $row->local_design_id ] ?? 0 );
		$verbs   = match ( $row->state() ) {
			Local_Design::READY, Local_Design::REMOVED => array( 'install' ),
			Local_Design::INSTALLING => array( 'stop' ),
			Local_Design::INSTALLED  => self::installed( $row, $is_free ),
			Local_Design::STALE      => self::stale( $row ),
			Local_Design::FAILED     => self::failed( $row ),
			Local_Design::GONE       => $is_free ? array( 'renew', 'forget' ) : array( 'renew' ),
			default                  => array(),
		};
		if ( Local_Design::REMOVED !== $row->step && '' === $row->manifest_hash ) {
			$verbs = array_diff( $verbs, array( 'install' ) );
		}
		return array_intersect_key( self::labels( $row ), array_flip( $verbs ) );
	}

	/**
	 * Of an installed one.
	 *
	 * @param Local_Design $row     The design.
	 * @param bool         $is_free Whether no product uses it.
	 * @return list<string>
	 */
	private static function installed( Local_Design $row, bool $is_free ): array {
		$verbs = $row->is_newer || '' !== $row->code ? array( 'renew' ) : array();
		if ( Ways::FILES !== $row->way ) {
			$verbs[] = 'check';
		}
		$verbs[] = 'verify';
		return $is_free ? array_merge( $verbs, array( 'remove' ) ) : $verbs;
	}

	/**
	 * Of one that is not what it was.
	 *
	 * @param Local_Design $row The design.
	 * @return list<string>
	 */
	private static function stale( Local_Design $row ): array {
		if ( 'localDesign.unreachable' === $row->code && in_array( $row->fault, array( Look::WHOLE, Look::MANIFEST ), true ) ) {
			return array( 'check', 'install' );
		}
		$is_manifest = 'localDesign.changed' === $row->code || Look::MANIFEST === $row->fault;
		return $is_manifest && in_array( $row->fault, array( Look::WHOLE, Look::MANIFEST ), true ) ? array( 'install', 'accept' ) : array( 'install' );
	}

	/**
	 * Of one that failed.
	 *
	 * @param Local_Design $row The design.
	 * @return list<string>
	 */
	private static function failed( Local_Design $row ): array {
		if ( Local_Design::FAILED !== $row->step || self::MISSING === $row->problem ) {
			return array( 'renew' );
		}
		return str_starts_with( $row->problem, 'shop.' ) ? array( 'check', 'install' ) : array( 'install' );
	}

	/**
	 * All labels, in the order of buttons.
	 *
	 * @param Local_Design $row The design.
	 * @return array<string, string>
	 */
	private static function labels( Local_Design $row ): array {
		$is_first = in_array( $row->state(), array( Local_Design::READY, Local_Design::REMOVED ), true );
		return array(
			'check'   => __( 'Check again', 'alter-connector' ),
			'install' => $is_first ? __( 'Install', 'alter-connector' ) : __( 'Install again', 'alter-connector' ),
			'accept'  => __( 'Accept the change', 'alter-connector' ),
			'renew'   => $row->is_newer ? __( 'Import the newer version', 'alter-connector' ) : __( 'Import again', 'alter-connector' ),
			'verify'  => __( 'Verify the files', 'alter-connector' ),
			'stop'    => __( 'Stop', 'alter-connector' ),
			'remove'  => __( 'Remove from this shop', 'alter-connector' ),
			'forget'  => __( 'Take off the list', 'alter-connector' ),
		);
	}
}
