<?php
/**
 * The vectors that PHP and Python run.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests;

/**
 * Reads tests/vectors for data providers.
 */
final class Vectors {

	/**
	 * A whole file.
	 *
	 * @param string $name Without ".json".
	 * @return array<string, mixed>
	 */
	public static function read( string $name ): array {
		$file = dirname( __DIR__ ) . "/vectors/{$name}.json";
		return json_decode( (string) file_get_contents( $file ), true, 64, JSON_THROW_ON_ERROR ); // phpcs:ignore
	}

	/**
	 * One list of a file, each entry as the only argument of a test.
	 *
	 * @param string $name Without ".json".
	 * @param string $list The list in it.
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function cases( string $name, string $list ): array {
		$cases = array();
		foreach ( self::read( $name )[ $list ] as $number => $vector ) {
			$label = substr( $vector['name'] ?? $vector['text'] ?? $vector['one'] ?? '', 0, 60 );

			$cases[ "{$number}: {$label}" ] = array( $vector );
		}
		return $cases;
	}
}
