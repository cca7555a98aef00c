<?php
/**
 * Where a store is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * A store's canonical address, spelled as the connector spells it (its `wp_bridge/site_url.py`;
 * tests/vectors/site_url.json is run by both).
 *
 * Nothing forgives here: two forgiving parsers disagree somewhere, and a shop would be one to its plugin and another
 * to the connector. Whether the address can be reached from outside, and by https, is the connector's question.
 */
final class Site_Url {

	private const LONGEST = 2048;

	/**
	 * Ports that are not written.
	 */
	private const DEFAULT_PORTS = array(
		'https' => 443,
		'http'  => 80,
	);

	/**
	 * Built by `parse`.
	 *
	 * @param string $store_url   E.g. "https://shop.example/blog/": always with a slash at its end.
	 * @param string $site_origin E.g. "https://shop.example": what browsers send as Origin.
	 * @param string $address     E.g. "shop.example/blog/": whose store it is, without scheme and `www.`.
	 * @param string $host        Lower case ASCII, an IPv6 address in brackets, without the port.
	 * @param bool   $is_https    Whether it is reached by https.
	 */
	private function __construct(
		public string $store_url,
		public string $site_origin,
		public string $address,
		public string $host,
		public bool $is_https
	) {}

	/**
	 * Reads a store's home address.
	 *
	 * @param string $text What `home_url( '/' )` says, say.
	 * @throws Unusable_Url For what is no address of a store.
	 */
	public static function parse( string $text ): self {
		self::refuse_odd_characters( $text );
		if ( ! preg_match( '~^([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$~Ds', $text, $found ) ) {
			throw new Unusable_Url( Unusable_Url::SHAPE );
		}
		$scheme = strtolower( $found[1] );
		if ( ! isset( self::DEFAULT_PORTS[ $scheme ] ) ) {
			throw new Unusable_Url( Unusable_Url::SCHEME );
		}
		if ( isset( $found[5] ) ) {
			throw new Unusable_Url( Unusable_Url::FRAGMENT );
		}
		list( $host, $port ) = self::host_and_port( $found[2], self::DEFAULT_PORTS[ $scheme ] );
		$path                = rtrim( Url_Path::clean( $found[3] ), '/' ) . '/';
		if ( isset( $found[4] ) ) {
			throw new Unusable_Url( Unusable_Url::QUERY );
		}
		$origin = "{$scheme}://{$host}{$port}";
		return new self( $origin . $path, $origin, self::without_www( $host ) . $port . $path, $host, 'https' === $scheme );
	}

	/**
	 * Whether both are one store: http or https and `www.` or not make no difference.
	 *
	 * @param Site_Url $other The other one.
	 */
	public function is_same_place( Site_Url $other ): bool {
		return $this->address === $other->address;
	}

	/**
	 * What some parser drops, folds or reads as something else.
	 *
	 * @param string $text Any bytes.
	 * @throws Unusable_Url For these, and for too many of any.
	 */
	private static function refuse_odd_characters( string $text ): void {
		// Z: spaces of all kinds; Cc: controls; Cf: invisible ones, such as those that turn the direction of writing.
		if ( ! preg_match( '//u', $text ) || preg_match( '/[\\\\\p{Z}\p{Cc}\p{Cf}]/u', $text ) ) {
			throw new Unusable_Url( Unusable_Url::CHARACTERS );
		}
		if ( ! preg_match( '/^.{0,' . self::LONGEST . '}$/Du', $text ) ) {
			throw new Unusable_Url( Unusable_Url::LENGTH );
		}
	}

	/**
	 * The cleaned host, and the port as it is written: empty for the scheme's own.
	 *
	 * @param string $authority What stands between the slashes.
	 * @param int    $usual     The scheme's port.
	 * @return array{string, string}
	 * @throws Unusable_Url For a user's name, and for what is no host or port.
	 */
	private static function host_and_port( string $authority, int $usual ): array {
		if ( str_contains( $authority, '@' ) ) {
			throw new Unusable_Url( Unusable_Url::USER );
		}
		if ( ! preg_match( '/^(\[[^\[\]]*\]|[^:\[\]]+)(?::([0-9]{1,5}))?$/D', $authority, $found ) ) {
			throw new Unusable_Url( Unusable_Url::HOST );
		}
		$port = (int) ( $found[2] ?? $usual );
		if ( $port < 1 || $port > 65535 ) {
			throw new Unusable_Url( Unusable_Url::PORT );
		}
		return array( Host_Name::clean( $found[1] ), $port === $usual ? '' : ":{$port}" );
	}

	/**
	 * The host without `www.`, unless no whole name is left: www.example is a site of its own.
	 *
	 * @param string $host A cleaned one.
	 */
	private static function without_www( string $host ): string {
		$bare = str_starts_with( $host, 'www.' ) ? substr( $host, 4 ) : $host;
		return str_contains( $bare, '.' ) ? $bare : $host;
	}
}
