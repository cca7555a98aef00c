<?php
/**
 * Where this site was when it connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

use AlterConnector\Protocol\Site_Url;
use AlterConnector\Protocol\Unusable_Url;

/**
 * Tells a site from its copy without asking anybody. The home address is kept as a hash: the search-replace that
 * every move and every staging tool runs over the database would rewrite the address itself.
 */
final class Site_Print {

	private const OPTION = 'alter_connector_site_print';

	/**
	 * The site's address as its settings have it: not `home_url()`, which translation plugins bend to the language
	 * of the page.
	 */
	public static function home(): string {
		return trailingslashit( (string) get_option( 'home' ) );
	}

	/**
	 * Keeps what the site is now.
	 */
	public function keep(): void {
		update_option(
			self::OPTION,
			array(
				'address'     => self::hash( self::home() ),
				'environment' => wp_get_environment_type(),
			),
			false
		);
	}

	/**
	 * Forgets it.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * Whether this is the site that was kept; a site that kept nothing is.
	 */
	public function matches(): bool {
		$row = get_option( self::OPTION );
		return ! is_array( $row ) || self::is_same( $row, self::hash( self::home() ), wp_get_environment_type() );
	}

	/**
	 * The hash of where the site is now.
	 */
	public function seen(): string {
		return self::hash( self::home() );
	}

	/**
	 * The rule: another address is another site, and a production site never becomes a staging one.
	 *
	 * @param array<string, mixed> $kept        The row.
	 * @param string               $address     The hash of the address now.
	 * @param string               $environment WordPress' environment type now.
	 */
	public static function is_same( array $kept, string $address, string $environment ): bool {
		if ( ! is_string( $kept['address'] ?? null ) || ! hash_equals( $kept['address'], $address ) ) {
			return false;
		}
		$is_stepping_down = 'production' === ( $kept['environment'] ?? '' ) && 'production' !== $environment;
		return ! $is_stepping_down;
	}

	/**
	 * The hash of an address: http or https, with or without www make no difference.
	 *
	 * @param string $home A home address.
	 */
	public static function hash( string $home ): string {
		try {
			$place = Site_Url::parse( $home )->address;
		} catch ( Unusable_Url $odd ) {
			// No connector takes it either; the same odd address is still the same place.
			$place = $home;
		}
		return hash( 'sha256', "alter-connector:{$place}" );
	}
}
