<?php
/**
 * Which Alter storefront the mappings were made for.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- Thousands of products at once; their caches are emptied below.

/**
 * Designs are numbered by Alter, and another storefront has others. So what was mapped for one is a draft at the next
 * (contract, "Connect"), until the owner has looked at it.
 */
final class Mapped_Storefront {

	private const OPTION = 'alter_connector_mapped_storefront';

	/**
	 * Posts in one query: what a database and an object cache take without a pause that others notice.
	 */
	private const PAGE = 500;

	/**
	 * Takes the storefront that the shop is connected to now; makes drafts of all that was mapped for another one. A
	 * request that dies meanwhile leaves the old storefront's number, so that the next one begins anew.
	 *
	 * @param int|null $storefront Alter's number; null when the connector did not name it.
	 */
	public function take( ?int $storefront ): void {
		$before = (int) ( $this->row()['storefront'] ?? 0 );
		if ( null === $storefront || $storefront === $before ) {
			return;
		}
		if ( 0 !== $before ) {
			$this->make_drafts();
		}
		$this->keep( $storefront, 0 !== $before );
	}

	/**
	 * Whether drafts of another storefront's mappings may still wait for the owner.
	 */
	public function is_to_be_looked_at(): bool {
		return true === ( $this->row()['changed'] ?? false );
	}

	/**
	 * The owner has looked at all of them. A draft that is made from now on is the owner's own.
	 */
	public function settle(): void {
		if ( $this->is_to_be_looked_at() ) {
			$this->keep( (int) $this->row()['storefront'], false );
		}
	}

	/**
	 * Every mapping is a draft now; those that were inactive too, as the connector makes them. To a store that
	 * is new to the connector drafts are sent like any others, and Alter may say of each that it has no such design.
	 */
	private function make_drafts(): void {
		global $wpdb;
		$last = 0;
		do {
			$found = 0;
			$posts = $wpdb->get_col( $wpdb->prepare( "SELECT DISTINCT post_id FROM {$wpdb->postmeta} WHERE meta_key = %s AND LOWER(TRIM(meta_value)) IN (%s, %s) AND post_id > %d ORDER BY post_id LIMIT %d", Product_Meta::STATUS, Wanted::ACTIVE, Wanted::INACTIVE, $last, self::PAGE ) );
			if ( $posts ) {
				$posts = array_map( 'intval', $posts );
				$found = count( $posts );
				$last  = (int) max( $posts );
				$this->draft( $posts );
			}
		} while ( self::PAGE === $found );
		// WooCommerce keeps meta in a cache of its own, for all products under one name.
		\WC_Cache_Helper::invalidate_cache_group( 'products' );
		// Before any product is looked at again: whoever sends what stands here must not send the old wish.
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET wanted = %s, wanted_hash = %s, confirmed = %s, version = version + 1 WHERE wanted IN (%s, %s)', Schema::bindings(), Wanted::DRAFT, Mirror::UNKNOWN, '', Wanted::ACTIVE, Wanted::INACTIVE ) );
	}

	/**
	 * Some posts' mappings are drafts.
	 *
	 * @param list<int> $posts Their numbers.
	 */
	private function draft( array $posts ): void {
		global $wpdb;
		$places = implode( ',', array_fill( 0, count( $posts ), '%d' ) );
		$values = array_merge( array( Wanted::DRAFT, Product_Meta::STATUS, Wanted::ACTIVE, Wanted::INACTIVE ), $posts );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $places holds places only.
		$wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->postmeta} SET meta_value = %s WHERE meta_key = %s AND LOWER(TRIM(meta_value)) IN (%s, %s) AND post_id IN ({$places})", $values ) );
		wp_cache_delete_multiple( $posts, 'post_meta' );
	}

	/**
	 * Remembers.
	 *
	 * @param int  $storefront Alter's number.
	 * @param bool $changed    Whether it is another one than before, and nobody has looked at what that means.
	 */
	private function keep( int $storefront, bool $changed ): void {
		update_option(
			self::OPTION,
			array(
				'storefront' => $storefront,
				'changed'    => $changed,
			),
			false
		);
	}

	/**
	 * What is remembered.
	 *
	 * @return array<string, mixed>
	 */
	private function row(): array {
		$row = get_option( self::OPTION );
		return is_array( $row ) ? $row : array();
	}
}
