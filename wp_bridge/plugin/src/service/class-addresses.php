<?php
/**
 * Where this site's connector is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Finds the connector's address: wp-config.php first, then what the site keeps since it connected, then the zip.
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
		$kept = get_option( self::OPTION );
		if ( is_array( $kept ) && is_string( $kept['url'] ?? null ) ) {
			return Address::parse( $kept['url'], (bool) ( $kept['trusted'] ?? false ) );
		}
		$baked = $this->delivery->address();
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
		if ( false === wp_http_validate_url( $address->url( '/' ) ) ) {
			throw new \DomainException( __( 'WordPress does not call this address: it is in a private network or uses an unusual port. If the connector is really there, name it in wp-config.php as ALTER_CONNECTOR_URL.', 'alter-connector' ) );
		}
		$this->keep( $address );
		return $address;
	}

	/**
	 * Keeps the address that the site connected to.
	 *
	 * @param Address $address The one that answered.
	 */
	public function keep( Address $address ): void {
		update_option(
			self::OPTION,
			array(
				'url'     => $address->url( '' ),
				'trusted' => $address->trusted,
			),
			false
		);
	}

	/**
	 * Forgets the kept address.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}
}
