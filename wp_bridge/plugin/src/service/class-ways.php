<?php
/**
 * Finds the way by which shoppers' browsers come to a session.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Connections;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Way;

/**
 * First by what browsers do not allow (`judge`), then by asking as they would (`heard`). What the shop's server sees is
 * not what each browser sees, so the script of the page has the last word.
 */
final class Ways {

	/**
	 * Names that no public resolver knows.
	 */
	private const PRIVATE_NAMES = '/(^[^.]+|\.(local|localhost|internal|intranet|lan|home|corp|private|test|home\.arpa))$/D';

	/**
	 * What the connector says of a product that there is not.
	 */
	private const NO_SUCH = 'storefront.noActiveBinding';

	/**
	 * Built once, by the rooms that need it.
	 *
	 * @param Addresses        $addresses   Where the connector is.
	 * @param Connections      $connections The connection.
	 * @param Known_Store      $known_store Knows what external ids begin with.
	 * @param Storefront_Probe $probe       Asks.
	 * @param Way              $way         Where the decision is kept.
	 */
	public function __construct( private Addresses $addresses, private Connections $connections, private Known_Store $known_store, private Storefront_Probe $probe, private Way $way ) {}

	/**
	 * Finds the way and keeps it. Nothing changes while nobody answers: what was found before may still hold, and the
	 * shop's server can not relay either.
	 *
	 * @return array{status: int, code: string, readable: bool, problem: string}|null What was heard; null when nobody
	 *                                                                              was asked.
	 */
	public function find(): ?array {
		$connection = $this->connections->current();
		$address    = $this->address();
		if ( null === $connection || null === $address ) {
			return null;
		}
		$reason = self::judge( Site_Print::home(), $address->scheme, $address->host );
		if ( null !== $reason ) {
			$this->way->keep( Way::RELAY, $reason, time() );
			return null;
		}
		$heard  = $this->probe->ask( $address, $connection, Same_Origin::origin( Site_Print::home() ), $this->known_store->external_id_prefix() . '0' );
		$reason = self::heard( $heard );
		if ( null !== $reason ) {
			$this->way->keep( Way::ANSWERED === $reason ? Way::DIRECT : Way::RELAY, $reason, time() );
		}
		return $heard;
	}

	/**
	 * Why no browser would ask the connector from the shop's pages; null when nothing is known to speak against it.
	 *
	 * @param string $home   The shop's address.
	 * @param string $scheme The connector's.
	 * @param string $host   The connector's.
	 */
	public static function judge( string $home, string $scheme, string $host ): ?string {
		$parts = (array) wp_parse_url( strtolower( $home ) );
		if ( 'https' === ( $parts['scheme'] ?? '' ) && 'https' !== $scheme ) {
			return Way::PLAIN;
		}
		return self::is_private( $host ) && ! self::is_private( (string) ( $parts['host'] ?? '' ) ) ? Way::INSIDE : null;
	}

	/**
	 * What an answer says of the way; null when it says nothing.
	 *
	 * @param array{status: int, code: string, readable: bool, problem: string} $heard What a browser would see.
	 */
	public static function heard( array $heard ): ?string {
		if ( 'storefront.originNotAllowed' === $heard['code'] ) {
			return Way::FOREIGN;
		}
		if ( self::NO_SUCH !== $heard['code'] ) {
			return null;
		}
		return $heard['readable'] ? Way::ANSWERED : Way::UNREADABLE;
	}

	/**
	 * Whether a host is one that browsers elsewhere can not reach, by its name alone.
	 *
	 * @param string $host A name, or an address; IPv6 in brackets.
	 */
	private static function is_private( string $host ): bool {
		$is_address = false !== filter_var( trim( $host, '[]' ), FILTER_VALIDATE_IP );
		return Hosts::is_internal( $host ) || ( ! $is_address && 1 === preg_match( self::PRIVATE_NAMES, strtolower( $host ) ) );
	}

	/**
	 * The connector's address; null when nobody named one that can be used.
	 */
	private function address(): ?Address {
		try {
			return $this->addresses->current();
		} catch ( \DomainException $bad ) {
			return null;
		}
	}
}
