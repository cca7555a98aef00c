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
		'placement'               => 'auto',
		'display'                 => 'modal',
		'price'                   => 'shop',
		'required'                => 'yes',
		'sell_when_down'          => 'no',
		'order_id_keys'           => 'orderId,customerOrderId,customizerOrderId,id',
		'remove_abandoned'        => 'no',
	);

	/**
	 * Choices that are neither yes nor no.
	 */
	private const WORDS = array(
		'log_level' => self::LOG_LEVELS,
		'placement' => array( 'auto', 'manual' ),
		'display'   => array( 'modal', 'inline' ),
		'price'     => array( 'shop', 'alter' ),
	);

	/**
	 * The most names that are tried.
	 */
	private const KEYS = 10;

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
	 * Whether products get their 3D tool without the owner placing a block or shortcode.
	 */
	public function is_placed_automatically(): bool {
		return 'auto' === $this->all()['placement'];
	}

	/**
	 * How a tool opens: "modal" over the page, or "inline" in it.
	 */
	public function display(): string {
		return $this->all()['display'];
	}

	/**
	 * Whose price a customised item has: "shop" or "alter".
	 */
	public function price(): string {
		return $this->all()['price'];
	}

	/**
	 * Whether a product with a live customizer can only be bought customised, unless the product says otherwise.
	 */
	public function required(): bool {
		return 'yes' === $this->all()['required'];
	}

	/**
	 * Whether customised items are sold while Alter can not be asked.
	 */
	public function sell_when_down(): bool {
		return 'yes' === $this->all()['sell_when_down'];
	}

	/**
	 * Names under which the customizer's message may carry its order's number, in the order in which they are tried.
	 *
	 * @return list<string>
	 */
	public function order_id_keys(): array {
		return explode( ',', $this->all()['order_id_keys'] );
	}

	/**
	 * Whether Alter orders of abandoned carts are deleted there.
	 */
	public function remove_abandoned(): bool {
		return 'yes' === $this->all()['remove_abandoned'];
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
			$value         = $found[ $key ] ?? $default;
			$value         = is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : $value;
			$allowed       = self::WORDS[ $key ] ?? array( 'yes', 'no' );
			$clean[ $key ] = in_array( $value, $allowed, true ) ? $value : $default;
		}
		$clean['order_id_keys'] = self::keys( $found['order_id_keys'] ?? null );
		return $clean;
	}

	/**
	 * A list of names as it may be kept: plain words, each once.
	 *
	 * @param mixed $unverified As somebody wrote it.
	 */
	private static function keys( mixed $unverified ): string {
		$words = preg_split( '/[\s,;]+/', is_string( $unverified ) ? $unverified : '', -1, PREG_SPLIT_NO_EMPTY );
		$words = preg_grep( '/^[A-Za-z_][A-Za-z0-9_]{0,39}$/D', array_unique( (array) $words ) );
		return $words ? implode( ',', array_slice( $words, 0, self::KEYS ) ) : self::DEFAULTS['order_id_keys'];
	}
}
