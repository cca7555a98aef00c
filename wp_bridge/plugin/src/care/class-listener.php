<?php
/**
 * Hears what happens in the other rooms, and logs it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Service\Refused;
use AlterConnector\State\Connection;
use AlterConnector\State\Standing;

/**
 * The other rooms do not know the log: they fire `alter_connector_log`, or what they fire anyway.
 */
final class Listener {

	/**
	 * Built by the room.
	 *
	 * @param Log $log Where it goes.
	 */
	public function __construct( private Log $log ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'alter_connector_log', array( $this, 'line' ), 10, 3 );
		add_action( 'alter_connector_refused', array( $this, 'refused' ) );
		add_action( 'alter_connector_connected', array( $this, 'connected' ) );
		add_action( 'alter_connector_disconnected', array( $this, 'disconnected' ), 10, 0 );
		add_action( 'alter_connector_standing_changed', array( $this, 'standing_changed' ), 10, 2 );
		add_action( 'alter_connector_flushed', array( $this, 'flushed' ) );
	}

	/**
	 * A line of another room.
	 *
	 * @param mixed $level   One of PSR-3's levels.
	 * @param mixed $message What happened.
	 * @param mixed $context What belongs to it.
	 */
	public function line( mixed $level, mixed $message = '', mixed $context = array() ): void {
		$this->log->write( is_string( $level ) ? $level : 'info', is_scalar( $message ) ? (string) $message : '', is_array( $context ) ? $context : array() );
	}

	/**
	 * A refusal. Its request id is in the connector's log too.
	 *
	 * @param mixed $refusal What the connector said.
	 */
	public function refused( mixed $refusal ): void {
		if ( ! $refusal instanceof Refused ) {
			return;
		}
		$context = array(
			'status' => $refusal->status,
			'reason' => $refusal->reason,
			'detail' => $refusal->getMessage(),
		);
		foreach ( array( 'requestId', 'upstreamCode', 'upstreamStatus' ) as $key ) {
			if ( is_scalar( $refusal->problem[ $key ] ?? null ) ) {
				$context[ $key ] = $refusal->problem[ $key ];
			}
		}
		$this->log->write( 'warning', 'The connector refused a call.', $context );
	}

	/**
	 * The shop is connected.
	 *
	 * @param mixed $connection The new connection.
	 */
	public function connected( mixed $connection ): void {
		$context = $connection instanceof Connection ? array( 'store' => $connection->store_id ) : array();
		$this->log->write( 'info', 'Connected.', $context );
	}

	/**
	 * The shop is not connected any more.
	 */
	public function disconnected(): void {
		$this->log->write( 'info', 'Disconnected.' );
	}

	/**
	 * The site stands otherwise than before.
	 *
	 * @param mixed $before One of the constants of Standing.
	 * @param mixed $after  Another one.
	 */
	public function standing_changed( mixed $before, mixed $after = '' ): void {
		$this->log->write(
			Standing::OK === $after ? 'info' : 'error',
			'The standing of this shop changed.',
			array(
				'from' => is_string( $before ) ? $before : '',
				'to'   => is_string( $after ) ? $after : '',
			)
		);
	}

	/**
	 * Bindings were sent.
	 *
	 * @param mixed $changed How many.
	 */
	public function flushed( mixed $changed ): void {
		$this->log->write( 'debug', 'Bindings were sent.', array( 'changed' => is_numeric( $changed ) ? (int) $changed : 0 ) );
	}
}
