<?php
/**
 * Which hosts are inside.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Tells hosts of this machine and of private networks from the internet's, by their spelling alone. No I/O.
 */
final class Hosts {

	/**
	 * Whether a host is this machine.
	 *
	 * @param string $host As in `is_internal`.
	 */
	public static function is_loopback( string $host ): bool {
		$host = strtolower( $host );
		if ( 'localhost' === $host || str_ends_with( $host, '.localhost' ) ) {
			return true;
		}
		$address = trim( $host, '[]' );
		return '::1' === $address || ( str_starts_with( $address, '127.' ) && false !== filter_var( $address, FILTER_VALIDATE_IP ) );
	}

	/**
	 * Whether plain http never leaves the machine or its private network on the way to the host.
	 *
	 * A name that resolves to a private address is not known as one: a resolver's answer is no promise.
	 *
	 * @param string $host A name, an IPv4 address, or an IPv6 address in brackets.
	 */
	public static function is_internal( string $host ): bool {
		if ( self::is_loopback( $host ) ) {
			return true;
		}
		$address = trim( $host, '[]' );
		if ( false === filter_var( $address, FILTER_VALIDATE_IP ) ) {
			return false;
		}
		// 0.0.0.0/8 and 169.254.0.0/16 count as reserved, not private: they stay outside.
		$is_reserved = false === filter_var( $address, FILTER_VALIDATE_IP, FILTER_FLAG_NO_RES_RANGE );
		return ! $is_reserved && false === filter_var( $address, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE );
	}
}
