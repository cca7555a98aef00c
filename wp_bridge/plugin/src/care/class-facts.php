<?php
/**
 * What support asks for first.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Parts;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Official_Plugin;
use AlterConnector\State\Standing;
use const AlterConnector\CONTRACT;
use const AlterConnector\VERSION;

/**
 * Facts of this site that are no secret: names for people, values as they are. All are read locally.
 */
final class Facts {

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * By a key that stays the same in every language.
	 *
	 * @return array<string, array{label: string, value: string}>
	 */
	public function all(): array {
		$facts = array();
		foreach ( array( $this->software(), $this->connection(), $this->bindings(), $this->settings() ) as $group ) {
			foreach ( $group as $key => list( $label, $value ) ) {
				$facts[ $key ] = array(
					'label' => $label,
					'value' => Redaction::text( $value ),
				);
			}
		}
		return $facts;
	}

	/**
	 * Of the software.
	 *
	 * @return array<string, array{string, string}>
	 */
	private function software(): array {
		return array(
			'version'     => array( __( 'Plugin version', 'alter-connector' ), VERSION ),
			'contract'    => array( __( 'Contract version', 'alter-connector' ), (string) CONTRACT ),
			'delivery'    => array( __( 'Delivered by', 'alter-connector' ), null === $this->parts->delivery->address() ? __( 'a zip without an address', 'alter-connector' ) : __( 'the connector itself', 'alter-connector' ) ),
			'official'    => array( __( 'Alter\'s own plugin', 'alter-connector' ), Official_Plugin::is_active() ? __( 'active', 'alter-connector' ) : __( 'not active', 'alter-connector' ) ),
			'environment' => array( __( 'Environment', 'alter-connector' ), wp_get_environment_type() . ( is_multisite() ? ', multisite' : '' ) ),
		);
	}

	/**
	 * Of the connection.
	 *
	 * @return array<string, array{string, string}>
	 */
	private function connection(): array {
		$connection = $this->parts->connections->current();
		$store      = $this->parts->known_store;
		$none       = __( 'none', 'alter-connector' );
		return array(
			'connector'    => array( __( 'Connector', 'alter-connector' ), $this->address() ),
			'store'        => array( __( 'Id at the connector', 'alter-connector' ), null === $connection ? $none : $connection->store_id ),
			'connected_at' => array( __( 'Connected since', 'alter-connector' ), null === $connection ? $none : self::time( $connection->connected_at ) ),
			'standing'     => array( __( 'State of the connection', 'alter-connector' ), null === $connection ? $none : self::standing( $this->parts->standing->current() ) ),
			'store_url'    => array( __( 'Address at the connector', 'alter-connector' ), null === $connection ? $none : $connection->store_url ),
			'proved'       => array( __( 'Address proved', 'alter-connector' ), $store->address_proved() ? __( 'yes', 'alter-connector' ) : __( 'no', 'alter-connector' ) ),
			'origins'      => array( __( 'Domains', 'alter-connector' ), implode( ', ', $store->origins() ) ),
			'prefix'       => array( __( 'Prefix of product ids', 'alter-connector' ), $store->external_id_prefix() ),
			'service'      => array( __( 'Connector version', 'alter-connector' ), $store->text( 'connector', 'version' ) ),
			'fetched_at'   => array( __( 'Last heard of the connector', 'alter-connector' ), 0 === $store->fetched_at() ? $none : self::time( $store->fetched_at() ) ),
		);
	}

	/**
	 * Of the bindings.
	 *
	 * @return array<string, array{string, string}>
	 */
	private function bindings(): array {
		$counts = array();
		foreach ( $this->parts->mirror->counts() as $state => $count ) {
			$counts[] = "{$state} {$count}";
		}
		$last  = $this->parts->mirror->last_synced();
		$limit = $this->parts->known_store->active_bindings_limit();
		return array(
			'bindings' => array( __( 'Bindings', 'alter-connector' ), implode( ', ', $counts ) ),
			'active'   => array( __( 'Active bindings', 'alter-connector' ), $this->parts->known_store->active_bindings() . ( null === $limit ? '' : " / {$limit}" ) ),
			'designs'  => array( __( 'Designs that lie in this shop', 'alter-connector' ), $this->designs() ),
			'synced'   => array( __( 'Last sync', 'alter-connector' ), null === $last ? __( 'none', 'alter-connector' ) : self::time( $last ) ),
		);
	}

	/**
	 * How many local designs are in which state.
	 */
	private function designs(): string {
		$counts = array_count_values( array_map( static fn( Local_Design $row ): string => $row->state(), $this->parts->local_designs->all() ) );
		return $counts ? implode( ', ', array_map( static fn( string $state, int $count ): string => "{$state} {$count}", array_keys( $counts ), $counts ) ) : __( 'none', 'alter-connector' );
	}

	/**
	 * Of the settings.
	 *
	 * @return array<string, array{string, string}>
	 */
	private function settings(): array {
		$chosen = array();
		foreach ( $this->parts->settings->all() as $key => $value ) {
			$chosen[] = "{$key} {$value}";
		}
		return array(
			'settings' => array( __( 'Settings', 'alter-connector' ), implode( ', ', $chosen ) ),
			'cron'     => array( 'WP-Cron', defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ? __( 'switched off in wp-config.php', 'alter-connector' ) : __( 'on', 'alter-connector' ) ),
		);
	}

	/**
	 * Where the connector is.
	 */
	private function address(): string {
		try {
			$address = $this->parts->addresses->current();
		} catch ( \DomainException $bad ) {
			return $bad->getMessage();
		}
		return null === $address ? __( 'none', 'alter-connector' ) : $address->url( '' );
	}

	/**
	 * A standing for people.
	 *
	 * @param string $standing One of the constants of Standing.
	 */
	public static function standing( string $standing ): string {
		$names = array(
			Standing::OK         => __( 'connected', 'alter-connector' ),
			Standing::LOST       => __( 'lost', 'alter-connector' ),
			Standing::UNAPPROVED => __( 'not accepted by Alter any more', 'alter-connector' ),
			Standing::TOO_OLD    => __( 'plugin too old', 'alter-connector' ),
			Standing::MOVED      => __( 'safe mode', 'alter-connector' ),
		);
		return $names[ $standing ] ?? $standing;
	}

	/**
	 * A time that reads alike in every shop's settings.
	 *
	 * @param int $seconds Unix seconds.
	 */
	private static function time( int $seconds ): string {
		return gmdate( 'Y-m-d H:i', $seconds ) . ' UTC';
	}
}
