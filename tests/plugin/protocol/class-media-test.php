<?php
/**
 * Kinds of files by their bytes.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

use AlterConnector\Protocol\Media;
use AlterConnector\Tests\Vectors;
use PHPUnit\Framework\TestCase;

/**
 * The plugin sees what the connector sees.
 */
final class Media_Test extends TestCase {

	/**
	 * By the vectors that Python runs, too.
	 *
	 * @dataProvider vectors
	 * @param array<string, mixed> $vector One of them.
	 */
	public function test_kinds_match_their_vectors( array $vector ): void {
		self::assertSame( $vector['ending'], Media::sniffed( (string) base64_decode( $vector['head'], true ), $vector['declared'], $vector['file'] ) ); // phpcs:ignore
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function vectors(): array {
		return Vectors::cases( 'media', 'kinds' );
	}

	/**
	 * The same list of endings and types.
	 */
	public function test_the_types_match_their_vectors(): void {
		self::assertSame( Vectors::read( 'media' )['types'], Media::TYPES );
	}
}
