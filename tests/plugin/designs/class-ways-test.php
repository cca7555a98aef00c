<?php
/**
 * Ways by which files reach browsers.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Designs;

use AlterConnector\Designs\Reporting;
use AlterConnector\Designs\Ways;
use AlterConnector\Service\Refused;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-rows.php';

/**
 * Which one is tried after which refusal.
 */
final class Ways_Test extends TestCase {

	/**
	 * What another way can mend is tried by it; what concerns the whole shop is told.
	 *
	 * @testWith [0, "cors", false, 1]
	 *           [1, "httpStatus", false, 2]
	 *           [1, "httpStatus", true, null]
	 *           [2, "cors", false, null]
	 *           [0, "cors,mediaType,html", false, 1]
	 *           [0, "cors,timeout", false, null]
	 *           [0, "mixedContent", false, null]
	 *           [0, "privateAddress", false, null]
	 *           [0, "tls", false, null]
	 *           [0, "", false, null]
	 * @param int      $way      What was tried.
	 * @param string   $codes    The problems.
	 * @param bool     $is_plain Plain permalinks.
	 * @param int|null $next     What is tried then.
	 */
	public function test_what_is_tried_next( int $way, string $codes, bool $is_plain, ?int $next ): void {
		self::assertSame( $next, Ways::after( $way, array_values( array_filter( explode( ',', $codes ) ) ), $is_plain ) );
	}

	/**
	 * Of the connector's problems those that block, each once; of another refusal none.
	 */
	public function test_problems_are_read_from_a_refusal(): void {
		$problems = array(
			array( 'code' => 'cors', 'blocking' => true ), // phpcs:ignore WordPress.Arrays
			array( 'code' => 'cors', 'blocking' => true ), // phpcs:ignore WordPress.Arrays
			array( 'code' => 'mediaType', 'blocking' => false ), // phpcs:ignore WordPress.Arrays
			'nonsense',
			array( 'code' => 5 ),
		);
		self::assertSame( array( 'cors' ), Reporting::codes( self::refusal( 'localDesign.notInstalled', array( 'problems' => $problems ) ) ) );
		self::assertSame( array( 'redirect' ), Reporting::codes( self::refusal( 'manifest.foreignUrl', array() ) ) );
		self::assertSame( array(), Reporting::codes( self::refusal( 'localDesign.overtaken', array( 'problems' => $problems ) ) ) );
	}

	/**
	 * As the connector writes it.
	 *
	 * @testWith ["https://Shop.example/x/", "https://shop.example"]
	 *           ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"]
	 *           ["/x", ""]
	 * @param string $url    Any.
	 * @param string $origin Its.
	 */
	public function test_an_origin( string $url, string $origin ): void {
		self::assertSame( $origin, Ways::origin( $url ) );
	}

	/**
	 * Only one that this plugin made of that very design.
	 *
	 * @testWith ["https://shop.example/uploads/alter/ld_1-aaaaaaaaaaaa/manifest.json", "ld_1-aaaaaaaaaaaa"]
	 *           ["https://shop.example/?rest_route=/alter/v1/designs/ld_1-aaaaaaaaaaaa/manifest.json", "ld_1-aaaaaaaaaaaa"]
	 *           ["https://shop.example/uploads/alter/ld_2-aaaaaaaaaaaa/manifest.json", ""]
	 *           ["https://shop.example/uploads/alter/ld_1-../manifest.json", ""]
	 *           ["", ""]
	 * @param string $url    The manifest's.
	 * @param string $folder What it names.
	 */
	public function test_the_folder_of_an_address( string $url, string $folder ): void {
		self::assertSame( $folder, Ways::folder_of( Rows::of( array( 'manifest_url' => $url ) ) ) );
	}

	/**
	 * A refusal of the connector's.
	 *
	 * @param string               $reason  The code.
	 * @param array<string, mixed> $problem More.
	 */
	private static function refusal( string $reason, array $problem ): Refused {
		return new Refused( 422, $reason, 'detail', $problem, null );
	}
}
