<?php
/**
 * Sites that leave a network.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\State\Schema;

/**
 * WordPress drops a deleted site's own tables; these it does not know. New sites need nothing: each makes its tables
 * when it is first opened, and has a connection of its own or none.
 */
final class Network {

	/**
	 * Hooks it in.
	 */
	public function register(): void {
		add_filter( 'wpmu_drop_tables', array( $this, 'name_tables' ) );
	}

	/**
	 * Adds the tables of the site that goes; WordPress has switched to it.
	 *
	 * @param mixed $tables What is dropped.
	 */
	public function name_tables( mixed $tables ): mixed {
		return is_array( $tables ) ? array_merge( $tables, array( Schema::bindings(), Schema::rechecks() ) ) : $tables;
	}
}
