<?php
/**
 * Where this site's connector is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Finds the connector's address: wp-config.php first, then where the site is connected, then the zip, then what was
 * typed.
 *
 * Kept in an option at connect, so that an update from a zip without an address, or with another one, does not
 * move a connected shop.
 */
final class Addresses {

	public const CONSTANT = 'ALTER_CONNECTOR_URL';
	private const OPTION  = 'alter_connector_address';

	/**
	 * Built once, by the plugin.
	 *
	 * @param Delivery $delivery What the zip brought.
	 */
	public function __construct( private Delivery $delivery ) {}

	/**
	 * The address, or null while nobody named one.
	 *
	 * @throws \DomainException When what wp-config.php or the zip says is no address.
	 */
	public function current(): ?Address {
		if ( defined( self::CONSTANT ) ) {
			return Address::parse( (string) constant( self::CONSTANT ), true );
		}
		$row   = $this->row();
		$baked = $this->delivery->address();
		// What was only typed does not outlast a zip that knows better: the zip's enrolment code would go there.
		if ( null !== $row && ( $row['held'] || null === $baked ) ) {
			return Address::parse( $row['url'], $row['trusted'] );
		}
		return null === $baked ? null : Address::parse( $baked, true );
	}

	/**
	 * Whether the owner is to be asked: neither wp-config.php nor the zip has named one.
	 */
	public function is_asked_for(): bool {
		return ! defined( self::CONSTANT ) && null === $this->delivery->address();
	}

	/**
	 * Takes an address that was typed.
	 *
	 * @param string $text As typed.
	 * @throws \DomainException With a sentence for people, when WordPress would not call it.
	 */
	public function type( string $text ): Address {
		$address = Address::parse( $text, false );
		$row     = $this->row();
		if ( null !== $row && $row['held'] ) {
			return self::same( $address, $row['url'] );
		}
		if ( false === wp_http_validate_url( $address->url( '/' ) ) ) {
			throw new \DomainException( __( 'WordPress does not call this address: it is in a private network or uses an unusual port. If the connector is really there, name it in wp-config.php as ALTER_CONNECTOR_URL.', 'alter-connector' ) );
		}
		self::put( $address->url( '' ), false, false );
		return $address;
	}

	/**
	 * Keeps the address that the site connected to: the connection's token goes there and to no other.
	 *
	 * @param Address $address The one that answered.
	 */
	public function keep( Address $address ): void {
		self::put( $address->url( '' ), $address->trusted, true );
	}

	/**
	 * The connection ended. What was typed stays for the next one, unless somebody knows better.
	 */
	public function let_go(): void {
		$row = $this->row();
		if ( null === $row || ! $this->is_asked_for() ) {
			delete_option( self::OPTION );
		} else {
			self::put( $row['url'], $row['trusted'], false );
		}
	}

	/**
	 * Refuses another address than the connected one: whoever may press Connect could have the shop's token sent
	 * anywhere, and so could a slip of the finger.
	 *
	 * @param Address $address As typed.
	 * @param string  $held    Where the site is connected.
	 * @throws \DomainException When they differ.
	 */
	private static function same( Address $address, string $held ): Address {
		if ( $address->url( '' ) !== $held ) {
			/* translators: %s: an address. */
			throw new \DomainException( sprintf( __( 'This shop is connected through %s. Disconnect it there before you name another connector.', 'alter-connector' ), $held ) );
		}
		return $address;
	}

	/**
	 * The option; null for none. `held`: the site is connected there, and did not just have it typed.
	 *
	 * @return array{url: string, trusted: bool, held: bool}|null
	 */
	private function row(): ?array {
		$row = get_option( self::OPTION );
		if ( ! is_array( $row ) || ! is_string( $row['url'] ?? null ) ) {
			return null;
		}
		return array(
			'url'     => $row['url'],
			'trusted' => true === ( $row['trusted'] ?? false ),
			'held'    => true === ( $row['held'] ?? false ),
		);
	}

	/**
	 * Writes the option.
	 *
	 * @param string $url     An address.
	 * @param bool   $trusted Whether wp-config.php or the zip named it.
	 * @param bool   $held    Whether the site is connected there.
	 */
	private static function put( string $url, bool $trusted, bool $held ): void {
		update_option(
			self::OPTION,
			array(
				'url'     => $url,
				'trusted' => $trusted,
				'held'    => $held,
			),
			false
		);
	}
}
