<?php
/**
 * A page's Content Security Policy.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

/**
 * Reads policies as browsers do (CSP level 3), as far as frames and calls go: each policy has to allow an address by
 * itself, and a directive that is not there is stood in for by another. Pure.
 */
final class Content_Policy {

	/**
	 * Who stands in for whom, the first that is there.
	 */
	private const STAND_INS = array(
		'frame-src'   => array( 'frame-src', 'child-src', 'default-src' ),
		'connect-src' => array( 'connect-src', 'default-src' ),
	);

	/**
	 * The policies' directives, each name with its sources.
	 *
	 * @var list<array<string, list<string>>>
	 */
	private array $policies = array();

	/**
	 * From a page.
	 *
	 * @param list<string> $headers Values of Content-Security-Policy, as they were sent.
	 * @param string       $html    The page: a policy may stand in a meta element too.
	 * @param string       $page    The page's address.
	 */
	public function __construct( array $headers, string $html, private string $page ) {
		foreach ( array_merge( $headers, self::in_page( $html ) ) as $text ) {
			foreach ( explode( ',', $text ) as $policy ) {
				$this->policies[] = self::directives( $policy );
			}
		}
	}

	/**
	 * The directive that keeps the page from an address; null when none does.
	 *
	 * @param string $directive "frame-src" or "connect-src".
	 * @param string $address   The address.
	 */
	public function forbids( string $directive, string $address ): ?string {
		foreach ( $this->policies as $policy ) {
			foreach ( self::STAND_INS[ $directive ] as $name ) {
				if ( isset( $policy[ $name ] ) ) {
					if ( ! $this->allows( $policy[ $name ], $address ) ) {
						return $name;
					}
					break;
				}
			}
		}
		return null;
	}

	/**
	 * Whether one of some sources is an address's.
	 *
	 * @param list<string> $sources Of a directive; an empty list is 'none'.
	 * @param string       $address The address.
	 */
	private function allows( array $sources, string $address ): bool {
		foreach ( $sources as $source ) {
			if ( $this->is_of( strtolower( $source ), $source, (array) wp_parse_url( $address ) ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a source is an address's.
	 *
	 * @param string               $source  In lower case.
	 * @param string               $exact   As it was written: paths have cases.
	 * @param array<string, mixed> $address Its parts.
	 */
	private function is_of( string $source, string $exact, array $address ): bool {
		$own    = (array) wp_parse_url( $this->page );
		$scheme = (string) ( $address['scheme'] ?? '' );
		if ( '*' === $source ) {
			return true;
		}
		if ( "'self'" === $source ) {
			return ( $own['host'] ?? '' ) === ( $address['host'] ?? '' ) && self::port( $own ) === self::port( $address ) && self::is_scheme( (string) ( $own['scheme'] ?? '' ), $scheme );
		}
		if ( preg_match( '/^([a-z][a-z0-9+.-]*):$/', $source, $found ) ) {
			return self::is_scheme( $found[1], $scheme );
		}
		if ( ! preg_match( '~^(?:([a-z][a-z0-9+.-]*)://)?(\*|(?:\*\.)?[^/:*\']+)(?::(\d+|\*))?(/.*)?$~', $source, $found ) ) {
			return false;
		}
		$path = isset( $found[4] ) ? substr( $exact, -strlen( $found[4] ) ) : '';
		return self::is_scheme( '' === $found[1] ? (string) ( $own['scheme'] ?? '' ) : $found[1], $scheme )
			&& self::is_host( $found[2], (string) ( $address['host'] ?? '' ) )
			&& self::is_port( $found[3] ?? '', $address )
			&& self::is_path( $path, (string) ( $address['path'] ?? '/' ) );
	}

	/**
	 * The same scheme, or the safer one of it.
	 *
	 * @param string $wanted  Of the source.
	 * @param string $address Of the address.
	 */
	private static function is_scheme( string $wanted, string $address ): bool {
		return $wanted === $address || ( 'http' === $wanted && 'https' === $address );
	}

	/**
	 * The same host, or one below it.
	 *
	 * @param string $wanted  Of the source.
	 * @param string $address Of the address.
	 */
	private static function is_host( string $wanted, string $address ): bool {
		if ( '*' === $wanted ) {
			return true;
		}
		return str_starts_with( $wanted, '*.' ) ? str_ends_with( strtolower( $address ), substr( $wanted, 1 ) ) : strtolower( $address ) === $wanted;
	}

	/**
	 * The same port. None is the usual one of the address's scheme; http's stands for https' too.
	 *
	 * @param string               $wanted  Of the source.
	 * @param array<string, mixed> $address Parts of the address.
	 */
	private static function is_port( string $wanted, array $address ): bool {
		if ( '*' === $wanted ) {
			return true;
		}
		$usual = 'https' === ( $address['scheme'] ?? '' ) ? 443 : 80;
		return self::port( $address ) === ( '' === $wanted ? $usual : (int) $wanted ) || ( '80' === $wanted && 443 === self::port( $address ) );
	}

	/**
	 * The same path, or one below a folder.
	 *
	 * @param string $wanted  Of the source; empty for any.
	 * @param string $address Of the address.
	 */
	private static function is_path( string $wanted, string $address ): bool {
		if ( '' === $wanted || '/' === $wanted ) {
			return true;
		}
		return str_ends_with( $wanted, '/' ) ? str_starts_with( $address, $wanted ) : $wanted === $address;
	}

	/**
	 * The port of an address.
	 *
	 * @param array<string, mixed> $parts Of the address.
	 */
	private static function port( array $parts ): int {
		return (int) ( $parts['port'] ?? ( 'https' === ( $parts['scheme'] ?? '' ) ? 443 : 80 ) );
	}

	/**
	 * Directives of one policy; of two of the same name the first counts.
	 *
	 * @param string $policy One.
	 * @return array<string, list<string>>
	 */
	private static function directives( string $policy ): array {
		$found = array();
		foreach ( explode( ';', $policy ) as $directive ) {
			$words = preg_split( '/\s+/', trim( $directive ), -1, PREG_SPLIT_NO_EMPTY );
			$name  = strtolower( (string) array_shift( $words ) );
			$found = $found + ( '' === $name ? array() : array( $name => $words ) );
		}
		return $found;
	}

	/**
	 * Policies in a page's meta elements.
	 *
	 * @param string $html The page.
	 * @return list<string>
	 */
	private static function in_page( string $html ): array {
		preg_match_all( '/<meta\s[^>]*http-equiv\s*=\s*["\']?content-security-policy["\'\s][^>]*>/i', $html, $elements );
		$found = array();
		foreach ( $elements[0] as $element ) {
			if ( preg_match( '/\scontent\s*=\s*(?:"([^"]*)"|\'([^\']*)\')/i', $element, $content ) ) {
				$found[] = html_entity_decode( '' === $content[1] ? $content[2] ?? '' : $content[1], ENT_QUOTES | ENT_HTML5 );
			}
		}
		return $found;
	}
}
