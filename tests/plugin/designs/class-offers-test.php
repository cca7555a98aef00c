<?php
/**
 * What can be done with local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Designs;

use AlterConnector\Designs\Offers;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-rows.php';

/**
 * In each state what helps, and nothing that takes from a product what it uses.
 */
final class Offers_Test extends TestCase {

	/**
	 * By what the row says.
	 *
	 * @dataProvider states
	 * @param array<string, string|int> $columns Otherwise than in an installed one.
	 * @param int                       $uses    How many products use it.
	 * @param string                    $verbs   What is offered, in order.
	 */
	public function test_what_is_offered( array $columns, int $uses, string $verbs ): void {
		self::assertSame( $verbs, implode( ' ', array_keys( Offers::of( Rows::of( $columns ), array( 'ld_1' => $uses ) ) ) ) );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, string|int>, int, string}>
	 */
	public static function states(): array {
		$stale = array( 'upstream' => 'stale' );
		return array(
			'being fetched'             => array( array( 'upstream' => 'fetching', 'step' => 'wanted' ), 0, '' ), // phpcs:ignore WordPress.Arrays
			'ready'                     => array( array( 'upstream' => 'ready' ), 0, 'install' ),
			'being downloaded'          => array( array( 'step' => 'download' ), 0, 'stop' ),
			'installed'                 => array( array(), 0, 'verify remove' ),
			'installed and used'        => array( array(), 3, 'verify' ),
			'sent by WordPress'         => array( array( 'way' => 1 ), 3, 'check verify' ),
			'newer at Alter'            => array( array( 'newer' => 1 ), 3, 'renew verify' ),
			'a newer one that failed'   => array( array( 'code' => 'localDesign.fileGone' ), 3, 'renew verify' ),
			'another manifest'          => array( $stale + array( 'code' => 'localDesign.changed' ), 3, 'install accept' ),
			'another manifest, noticed here' => array( array( 'fault' => 'local.manifestChanged' ), 3, 'install accept' ),
			'another file'              => array( array( 'fault' => 'local.fileChanged' ), 3, 'install' ),
			'another manifest and files gone' => array( $stale + array( 'code' => 'localDesign.changed', 'fault' => 'local.filesGone' ), 3, 'install' ), // phpcs:ignore WordPress.Arrays
			'out of reach'              => array( $stale + array( 'code' => 'localDesign.unreachable' ), 3, 'check install' ),
			'no import'                 => array( array( 'upstream' => 'failed', 'manifest_hash' => '' ), 0, 'renew' ), // phpcs:ignore WordPress.Arrays
			'headers are missing'       => array( array( 'step' => 'failed', 'problem' => 'shop.cors' ), 0, 'check install' ), // phpcs:ignore WordPress.Arrays
			'a damaged download'        => array( array( 'step' => 'failed', 'problem' => 'local.bundleHash' ), 0, 'install' ), // phpcs:ignore WordPress.Arrays
			'files gone at the connector' => array( array( 'step' => 'failed', 'problem' => 'localDesign.filesMissing' ), 0, 'renew' ), // phpcs:ignore WordPress.Arrays
			'removed'                   => array( array( 'step' => 'removed' ), 0, 'install' ),
			'unknown upstream'          => array( array( 'upstream' => 'gone' ), 0, 'renew forget' ),
			'unknown upstream and used' => array( array( 'upstream' => 'gone' ), 1, 'renew' ),
		);
	}
}
