<?php
/**
 * The version that the connector delivers.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Delivery;

/**
 * What `/plugin/info.json` said, reduced to what is shown, each value in the shape that it must have: WordPress
 * prints some of them as they are.
 */
final class Release {

	/**
	 * WordPress knows the plugin by this name, in its popup and in its requests.
	 */
	public const SLUG = 'alter-connector';

	private const VERSION = '/^[0-9]{1,5}(\.[0-9]{1,5}){0,3}(-[0-9A-Za-z.-]{1,50})?$/D';

	/**
	 * Built by `from_answer` and `from_row`.
	 *
	 * @param string                $version      The version, as `version_compare` reads it.
	 * @param string                $tested       The newest WordPress that it was run on; empty for an unknown one.
	 * @param string                $requires     The oldest WordPress; empty for any.
	 * @param string                $requires_php The oldest PHP; empty for any.
	 * @param array<string, string> $sections     HTML by the names of the popup's tabs. WordPress cleans it.
	 * @param int                   $asked_at     Unix seconds.
	 */
	private function __construct(
		public string $version,
		public string $tested,
		public string $requires,
		public string $requires_php,
		public array $sections,
		public int $asked_at
	) {}

	/**
	 * From the answer; null for one that names no version.
	 *
	 * @param array<string, mixed> $answer The answer's JSON.
	 * @param int                  $now    Unix seconds.
	 */
	public static function from_answer( array $answer, int $now ): ?self {
		$version = self::version_in( $answer, 'version' );
		if ( '' === $version ) {
			return null;
		}
		$sections = is_array( $answer['sections'] ?? null ) ? $answer['sections'] : array();
		return new self(
			$version,
			self::version_in( $answer, 'tested' ),
			self::version_in( $answer, 'requires' ),
			self::version_in( $answer, 'requires_php' ),
			// WordPress cleans what stands in a section, but prints the name of one that it does not know as it is.
			array_filter( $sections, static fn( $html, $name ) => is_string( $html ) && 1 === preg_match( '/^[a-z_]{1,40}$/D', (string) $name ), ARRAY_FILTER_USE_BOTH ),
			$now
		);
	}

	/**
	 * From the option's value; null for anything that is none.
	 *
	 * @param mixed $row What the option held.
	 */
	public static function from_row( mixed $row ): ?self {
		return is_array( $row ) ? self::from_answer( $row, (int) ( $row['asked_at'] ?? 0 ) ) : null;
	}

	/**
	 * The option's value.
	 *
	 * @return array<string, mixed>
	 */
	public function to_row(): array {
		return get_object_vars( $this );
	}

	/**
	 * What the filter `update_plugins_{host}` takes.
	 *
	 * @param string $package Where the zip is.
	 * @param string $url     What the plugin is known by.
	 * @return array<string, mixed>
	 */
	public function to_update( string $package, string $url ): array {
		return array(
			'slug'         => self::SLUG,
			'version'      => $this->version,
			'url'          => $url,
			'package'      => $package,
			'tested'       => $this->tested,
			'requires'     => $this->requires,
			'requires_php' => $this->requires_php,
		);
	}

	/**
	 * What the filter `plugins_api` takes.
	 *
	 * @param string $package Where the zip is.
	 * @param string $name    The plugin's name, of its own header: WordPress prints it unescaped.
	 */
	public function to_details( string $package, string $name ): \stdClass {
		return (object) array(
			'name'          => $name,
			'slug'          => self::SLUG,
			'version'       => $this->version,
			'tested'        => $this->tested,
			'requires'      => $this->requires,
			'requires_php'  => $this->requires_php,
			'download_link' => $package,
			'sections'      => $this->sections,
			// Without it the popup would link to a plugin of that name on wordpress.org, whosever it is.
			'external'      => true,
		);
	}

	/**
	 * A version in the answer; empty for none.
	 *
	 * @param array<string, mixed> $answer The answer's JSON.
	 * @param string               $key    Its name.
	 */
	private static function version_in( array $answer, string $key ): string {
		$found = $answer[ $key ] ?? null;
		return is_string( $found ) && 1 === preg_match( self::VERSION, $found ) ? $found : '';
	}
}
