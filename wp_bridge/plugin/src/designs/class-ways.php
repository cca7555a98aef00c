<?php
/**
 * By which way shoppers' browsers get the files.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\State\Design_Folders;
use AlterConnector\State\Local_Design;

/**
 * The web server by itself is the fast one; where it can not be told to send the headers that Alter's pages need, WordPress
 * sends the files. The connector tries each as a browser would, and its word decides.
 */
final class Ways {

	public const FILES     = 0;
	public const WORDPRESS = 1;

	/**
	 * The same as a question: many servers answer every address that ends as a picture's does by themselves.
	 */
	public const QUESTION = 2;

	/**
	 * What another way may mend. The others (no name, no certificate, nobody there) concern the shop as a whole.
	 */
	private const MENDED = array( 'cors', 'mediaType', 'html', 'httpStatus', 'redirect', 'hashMismatch', 'forbiddenType', 'notJson', 'malformed', 'tooLarge' );

	/**
	 * Built once, by the room.
	 *
	 * @param Design_Folders $folders Where files lie.
	 */
	public function __construct( private Design_Folders $folders ) {}

	/**
	 * The addresses of a folder.
	 *
	 * @param int    $way    One of the constants.
	 * @param string $folder Of a version.
	 * @return array{manifest: string, base: string}
	 */
	public function urls( int $way, string $folder ): array {
		$route = Asset_Route::SPACE . "/designs/{$folder}/";
		$base  = match ( $way ) {
			self::WORDPRESS => self::in_scheme( rest_url( $route ) ),
			self::QUESTION  => self::in_scheme( home_url( '/' ) ) . "?rest_route=/{$route}",
			default         => $this->folders->url() . "/{$folder}/",
		};
		return array(
			'manifest' => "{$base}manifest.json",
			'base'     => $base,
		);
	}

	/**
	 * The folder that an address leads to; empty when it leads to none of ours.
	 *
	 * @param Local_Design $row Its manifest's address is the connector's.
	 */
	public static function folder_of( Local_Design $row ): string {
		return 1 === preg_match( '~/(' . preg_quote( $row->local_design_id, '~' ) . '-[0-9a-f]{12})/manifest\.json$~D', $row->manifest_url, $found ) ? $found[1] : '';
	}

	/**
	 * The way to try after one that the connector did not like; null when there is none.
	 *
	 * @param int          $way      What was tried.
	 * @param list<string> $codes    What stood in the way: the contract's codes of problems.
	 * @param bool         $is_plain Whether the shop's addresses are questions anyway (plain permalinks).
	 */
	public static function after( int $way, array $codes, bool $is_plain ): ?int {
		$last = $is_plain ? self::WORDPRESS : self::QUESTION;
		return $way < $last && $codes && ! array_diff( $codes, self::MENDED ) ? $way + 1 : null;
	}

	/**
	 * An address in the scheme of the shop: jobs run under either.
	 *
	 * @param string $url One of this site's.
	 */
	private static function in_scheme( string $url ): string {
		return set_url_scheme( $url, (string) wp_parse_url( home_url(), PHP_URL_SCHEME ) );
	}

	/**
	 * The origin of an address, as the connector writes origins; empty for none.
	 *
	 * @param string $url Any.
	 */
	public static function origin( string $url ): string {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || ! isset( $parts['scheme'], $parts['host'] ) ) {
			return '';
		}
		return strtolower( "{$parts['scheme']}://{$parts['host']}" ) . ( isset( $parts['port'] ) ? ":{$parts['port']}" : '' );
	}
}
