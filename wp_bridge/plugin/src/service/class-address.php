<?php
/**
 * The address of a connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Scheme, host, port and path of a connector, and who named it. No I/O.
 *
 * Who named it decides what may be called: an operator (wp-config.php, the zip) may run the connector on any
 * host and port, beside the shop in a private network too. What is typed into a form may only be what WordPress
 * lets a form reach (`wp_http_validate_url`), or an administrator's session could be used to look around inside.
 */
final class Address {

	/**
	 * Built by `parse`.
	 *
	 * @param string $scheme  "https" or "http".
	 * @param string $host    Lower case; an IPv6 literal in brackets.
	 * @param int    $port    Always there.
	 * @param string $path    Empty, or with a slash at its start and none at its end.
	 * @param bool   $trusted Named by wp-config.php or the zip, not typed.
	 */
	private function __construct(
		public string $scheme,
		public string $host,
		public int $port,
		public string $path,
		public bool $trusted
	) {}

	/**
	 * Takes an address apart.
	 *
	 * @param string $text    As somebody wrote it.
	 * @param bool   $trusted Named by wp-config.php or the zip.
	 * @throws \DomainException With a sentence for people, when it can not be a connector's address.
	 */
	public static function parse( string $text, bool $trusted ): self {
		$text  = trim( $text );
		$parts = wp_parse_url( $text );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || empty( $parts['scheme'] ) ) {
			throw new \DomainException( __( 'This is not an address. It looks like https://connector.example.', 'alter-connector' ) );
		}
		$excess = array_intersect_key( $parts, array_flip( array( 'user', 'pass', 'query', 'fragment' ) ) );
		if ( $excess || preg_match( '/[\x00-\x20\x7f\\\\]/', $text ) ) {
			throw new \DomainException( __( 'The address may have a host, a port and a path, and nothing else.', 'alter-connector' ) );
		}
		$scheme = strtolower( $parts['scheme'] );
		$host   = strtolower( $parts['host'] );
		if ( 'https' !== $scheme && ! ( 'http' === $scheme && Hosts::is_internal( $host ) ) ) {
			throw new \DomainException( __( 'The address must start with https://. Plain http is for a connector on this machine or in its private network.', 'alter-connector' ) );
		}
		$port = (int) ( $parts['port'] ?? ( 'https' === $scheme ? 443 : 80 ) );
		return new self( $scheme, $host, $port, rtrim( $parts['path'] ?? '', '/' ), $trusted );
	}

	/**
	 * The URL of a path below the address.
	 *
	 * @param string                    $path  Starts with a slash.
	 * @param array<string, string|int> $query Unescaped.
	 */
	public function url( string $path, array $query = array() ): string {
		$default = 'https' === $this->scheme ? 443 : 80;
		$port    = $this->port === $default ? '' : ":{$this->port}";
		$search  = $query ? '?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) : '';
		return "{$this->scheme}://{$this->host}{$port}{$this->path}{$path}{$search}";
	}

	/**
	 * Whether a URL leads to this very host and port.
	 *
	 * @param string $url Any.
	 */
	public function leads( string $url ): bool {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || ! isset( $parts['host'], $parts['scheme'] ) ) {
			return false;
		}
		$scheme = strtolower( $parts['scheme'] );
		$port   = (int) ( $parts['port'] ?? ( 'https' === $scheme ? 443 : 80 ) );
		return $scheme === $this->scheme && strtolower( $parts['host'] ) === $this->host && $port === $this->port;
	}
}
