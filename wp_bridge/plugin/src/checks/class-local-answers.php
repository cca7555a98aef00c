<?php
/**
 * Whether local designs answer.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * Asks for the manifests that shoppers' browsers load first, at the addresses that Alter was told, and looks at what browsers
 * look at: the status, and whether Alter's pages may read it.
 */
final class Local_Answers extends Check {

	private const SECONDS = 5;

	/**
	 * One page asks for no more.
	 */
	private const MOST = 5;

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
		return 'design_answers';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Addresses of designs that lie in this shop', 'alter-connector' );
	}

	/**
	 * It calls this site.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Asks.
	 */
	public function run(): Result {
		$rows = array_filter( $this->designs->all(), static fn( Local_Design $row ): bool => $row->is_bindable() && '' !== $row->manifest_url );
		foreach ( array_slice( $rows, 0, self::MOST ) as $row ) {
			$fault = self::fault( $row->manifest_url );
			if ( '' !== $fault ) {
				return Result::recommended(
					/* translators: %s: a design's name. */
					sprintf( __( 'The local design “%s” cannot be loaded.', 'alter-connector' ), $row->name() ),
					$fault,
					__( 'Correct what stands there, then check the design again: WooCommerce > Alter local designs.', 'alter-connector' ),
					admin_url( 'admin.php?page=alter-connector-designs' )
				);
			}
		}
		return Result::good( $rows ? __( 'Local designs can be loaded from this shop.', 'alter-connector' ) : __( 'No design lies in this shop.', 'alter-connector' ) );
	}

	/**
	 * What keeps a browser from an address; empty for nothing.
	 *
	 * @param string $url Of a manifest.
	 */
	private static function fault( string $url ): string {
		$got = wp_safe_remote_get(
			$url,
			array(
				'timeout'             => self::SECONDS,
				'redirection'         => 0,
				'limit_response_size' => KB_IN_BYTES,
				// As in `Own_Rest`.
				'sslverify'           => (bool) apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WordPress' own.
			)
		);
		if ( is_wp_error( $got ) ) {
			/* translators: %s: a technical reason, in English. */
			return sprintf( __( 'This site does not reach it. WordPress says: %s', 'alter-connector' ), $got->get_error_message() );
		}
		$status = (int) wp_remote_retrieve_response_code( $got );
		if ( 200 !== $status ) {
			/* translators: %d: an HTTP status, e.g. 404. */
			return sprintf( __( 'Its address answers with status %d.', 'alter-connector' ), $status );
		}
		return '' === implode( '', (array) wp_remote_retrieve_header( $got, 'access-control-allow-origin' ) )
			? __( 'Its address answers without the header that lets Alter\'s pages read it.', 'alter-connector' )
			: '';
	}
}
