<?php
/**
 * The host of an address.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * Writes host names and IP addresses anew: lower case, international names as Punycode, IPv6 in brackets.
 */
final class Host_Name {

	/**
	 * The host in its one spelling.
	 *
	 * @param string $host Without a port.
	 * @throws Unusable_Url For what no store can be reached by.
	 */
	public static function clean( string $host ): string {
		if ( str_starts_with( $host, '[' ) ) {
			return self::clean_ipv6( substr( $host, 1, -1 ) );
		}
		$name   = preg_match( '/[^\x00-\x7f]/', $host ) ? self::to_ascii( $host ) : strtolower( $host );
		$labels = explode( '.', $name );
		foreach ( $labels as $label ) {
			self::refuse_bad_label( $label );
		}
		$last = end( $labels );
		// Systems read 127.1, 0x7f.1 and 0177.0.0.1 as addresses: a name that ends in a number is one or nothing.
		if ( preg_match( '/^([0-9]+|0x[0-9a-f]*)$/D', $last ) ) {
			return self::clean_ipv4( $name );
		}
		if ( strlen( $name ) > 253 || ( 1 === count( $labels ) && 'localhost' !== $name ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		return $name;
	}

	/**
	 * Refuses what is no part of a host's name (RFC 1123; and a Punycode part that stands for nothing).
	 *
	 * @param string $label ASCII, lower case.
	 * @throws Unusable_Url For these.
	 */
	private static function refuse_bad_label( string $label ): void {
		if ( ! preg_match( '/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/D', $label ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		if ( str_starts_with( $label, 'xn--' ) && function_exists( 'idn_to_utf8' ) ) {
			$decoded = idn_to_utf8( $label, IDNA_NONTRANSITIONAL_TO_UNICODE | IDNA_USE_STD3_RULES, INTL_IDNA_VARIANT_UTS46 );
			self::refuse_symbols( false === $decoded ? '' : $decoded );
		}
	}

	/**
	 * An international name as Punycode.
	 *
	 * Without PHP's intl extension it is refused, not guessed: the tables that fold letters are large, and WordPress
	 * keeps a site's address as its owner's browser shows it, which is Punycode already.
	 *
	 * @param string $host UTF-8.
	 * @throws Unusable_Url For no such name, and where PHP has no intl.
	 */
	private static function to_ascii( string $host ): string {
		if ( ! function_exists( 'idn_to_ascii' ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		$flags = IDNA_NONTRANSITIONAL_TO_ASCII | IDNA_USE_STD3_RULES | IDNA_CHECK_BIDI | IDNA_CHECK_CONTEXTJ;
		$ascii = idn_to_ascii( $host, $flags, INTL_IDNA_VARIANT_UTS46 );
		if ( false === $ascii ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		return $ascii;
	}

	/**
	 * Refuses pictures and signs: IDNA 2008 has letters, digits and a few marks, UTS 46 would let snowmen pass.
	 *
	 * @param string $label In Unicode; empty for one that could not be read.
	 * @throws Unusable_Url For these.
	 */
	private static function refuse_symbols( string $label ): void {
		if ( ! preg_match( '/^[\p{L}\p{M}\p{Nd}\x{00b7}\x{0375}\x{05f3}\x{05f4}\x{30fb}\x{200c}\x{200d}\x{3007}-]+$/Du', $label ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
	}

	/**
	 * An IPv4 address: four decimal numbers and no other of the ways to write one.
	 *
	 * @param string $address As it was written.
	 * @throws Unusable_Url For another way.
	 */
	private static function clean_ipv4( string $address ): string {
		if ( false === filter_var( $address, FILTER_VALIDATE_IP, FILTER_FLAG_IPV4 ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		return $address;
	}

	/**
	 * An IPv6 address, as RFC 5952 writes it.
	 *
	 * @param string $address Without brackets.
	 * @throws Unusable_Url For what is none, and for one that holds on one machine only (%eth0).
	 */
	private static function clean_ipv6( string $address ): string {
		if ( false === filter_var( $address, FILTER_VALIDATE_IP, FILTER_FLAG_IPV6 ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		return '[' . inet_ntop( (string) inet_pton( $address ) ) . ']';
	}
}
