<?php
/**
 * The one connection of this site, in an option.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Reads and writes the connection. It belongs to the site, not to the person who clicked.
 */
final class Connections {

	private const OPTION = 'alter_connector_connection';

	/**
	 * The connection, or null while there is none.
	 */
	public function current(): ?Connection {
		return Connection::from_row( get_option( self::OPTION ) );
	}

	/**
	 * The connection as it is in the database now: a queue that runs for minutes still holds the one that it began with.
	 */
	public function fresh(): ?Connection {
		wp_cache_delete( self::OPTION, 'options' );
		return $this->current();
	}

	/**
	 * Replaces the connection.
	 *
	 * @param Connection $connection The new one.
	 * @throws \RuntimeException When the database did not take it: a token that is nowhere stored is lost.
	 */
	public function keep( Connection $connection ): void {
		// Not autoloaded: a secret has no place in the memory of every request and object cache.
		update_option( self::OPTION, $connection->to_row(), false );
		wp_cache_delete( self::OPTION, 'options' );
		if ( $connection->to_row() !== get_option( self::OPTION ) ) {
			throw new \RuntimeException( 'The database did not keep the connection.' );
		}
	}

	/**
	 * Forgets the connection on this site.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}
}
