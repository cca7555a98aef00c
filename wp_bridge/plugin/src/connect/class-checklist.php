<?php
/**
 * Steps that are left after connecting.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Known_Store;

/**
 * Three steps, each ticked by what this site knows without asking.
 */
final class Checklist {

	private const OPTION = 'alter_connector_domains_added';

	/**
	 * Built with the room's flows.
	 *
	 * @param Known_Store $known_store What the connector said.
	 */
	public function __construct( private Known_Store $known_store ) {}

	/**
	 * Whether Alter knows the shop's domains: an embed session was opened this month, which Alter refuses for any
	 * other domain, or the owner says so. That word is about these domains: another one has to be added, too.
	 */
	public function has_domains(): bool {
		$kept = get_option( self::OPTION );
		return $this->is_seen() || ( is_string( $kept ) && hash_equals( $this->domains_hash(), $kept ) );
	}

	/**
	 * The owner says that the domains are added.
	 */
	public function domains_are_added(): void {
		update_option( self::OPTION, $this->domains_hash(), false );
	}

	/**
	 * Whether any product has a design.
	 */
	public function has_mapping(): bool {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- One indexed row, on our own tab alone.
		return null !== $wpdb->get_var( $wpdb->prepare( 'SELECT meta_id FROM %i WHERE meta_key = %s LIMIT 1', $wpdb->postmeta, '_alter_design_id' ) );
	}

	/**
	 * Whether somebody has opened a 3D product this month.
	 */
	public function is_seen(): bool {
		return ( $this->known_store->number( 'usage', 'embedSessions', 'count' ) ?? 0 ) > 0;
	}

	/**
	 * The hosts to add in Alter, as its panel takes them.
	 *
	 * @return list<string>
	 */
	public function domains(): array {
		$hosts = array_map( static fn( string $origin ): string => (string) preg_replace( '#^https?://#', '', $origin ), $this->known_store->origins() );
		return array_values( array_unique( array_filter( $hosts ) ) );
	}

	/**
	 * What the owner's word is about.
	 */
	private function domains_hash(): string {
		return hash( 'sha256', implode( ' ', $this->domains() ) );
	}
}
