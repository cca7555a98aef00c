<?php
/**
 * What the owner chose.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The choices of the settings form, in one option. WooCommerce writes it field by field as "yes" and "no"; whatever
 * else stands there (an import, a hand in the database) reads as the default.
 */
final class Settings {

	public const OPTION = 'alter_connector_settings';

	public const LOG_LEVELS = array( 'debug', 'info', 'warning', 'error' );

	/**
	 * The values of a site whose owner chose nothing.
	 */
	public const DEFAULTS = array(
		'unpublished_deactivates' => 'yes',
		'mail'                    => 'yes',
		'log_level'               => 'info',
		'erase_on_uninstall'      => 'yes',
	);

	/**
	 * Whether a product that is no longer published loses its 3D designs until it is published again.
	 */
	public function unpublished_deactivates(): bool {
		return 'yes' === $this->all()['unpublished_deactivates'];
	}

	/**
	 * Whether the owner gets a mail when the connection is lost.
	 */
	public function mail(): bool {
		return 'yes' === $this->all()['mail'];
	}

	/**
	 * The least important level that is logged.
	 */
	public function log_level(): string {
		return $this->all()['log_level'];
	}

	/**
	 * Whether uninstalling the plugin erases what it stored.
	 */
	public function erase_on_uninstall(): bool {
		return 'yes' === $this->all()['erase_on_uninstall'];
	}

	/**
	 * All of them.
	 *
	 * @return array<string, string>
	 */
	public function all(): array {
		return self::clean( get_option( self::OPTION ) );
	}

	/**
	 * Keeps choices; those that are not named stay.
	 *
	 * @param array<string, string> $changes By the keys of DEFAULTS.
	 */
	public function change( array $changes ): void {
		update_option( self::OPTION, self::clean( $changes + $this->all() ), false );
	}

	/**
	 * The choices in any value: every key, each with a value it may have.
	 *
	 * @param mixed $unverified What an option, a form or an import held.
	 * @return array<string, string>
	 */
	public static function clean( mixed $unverified ): array {
		$found = is_array( $unverified ) ? $unverified : array();
		$clean = array();
		foreach ( self::DEFAULTS as $key => $default ) {
			$allowed       = 'log_level' === $key ? self::LOG_LEVELS : array( 'yes', 'no' );
			$value         = $found[ $key ] ?? $default;
			$value         = is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : $value;
			$clean[ $key ] = in_array( $value, $allowed, true ) ? $value : $default;
		}
		return $clean;
	}
}
