<?php
/**
 * What of one product shoppers can open.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Openings;
use PHPUnit\Framework\TestCase;

/**
 * The connector's rule, told in rows of the mirror.
 */
final class Openings_Test extends TestCase {

	/**
	 * Live means wanted active and confirmed active; how far a later change came does not matter.
	 *
	 * @testWith ["active", "active", true]
	 *           ["active", "", false]
	 *           ["active", "inactive", false]
	 *           ["inactive", "active", false]
	 *           ["draft", "active", false]
	 *           ["archived", "active", false]
	 * @param string $wanted    By the owner.
	 * @param string $confirmed By Alter.
	 * @param bool   $opens     To shoppers.
	 */
	public function test_a_product( string $wanted, string $confirmed, bool $opens ): void {
		$openings = new Openings( 12, array( self::row( 12, 'viewer', $wanted, $confirmed ) ) );
		self::assertSame( $opens ? array( 'viewer' ) : array(), $openings->runtimes() );
		self::assertSame( $opens ? 'wc_12' : null, $openings->opens( 0, 'viewer' ) );
		self::assertSame( $opens ? 'wc_12' : null, $openings->opens( 99, 'viewer' ) );
		self::assertNull( $openings->opens( 0, 'customizer' ) );
	}

	/**
	 * A variation's own, its product's while its own waits or is gone, nothing when its owner hides it.
	 *
	 * @testWith ["active", "active", "wc_12_34"]
	 *           ["active", "", "wc_12"]
	 *           ["archived", "active", "wc_12"]
	 *           ["inactive", "active", null]
	 *           ["draft", "", null]
	 * @param string      $wanted    Of the variation.
	 * @param string      $confirmed Of the variation.
	 * @param string|null $external  What a session is for.
	 */
	public function test_a_variation( string $wanted, string $confirmed, ?string $external ): void {
		$rows     = array(
			self::row( 12, 'customizer', 'active', 'active' ),
			self::row( 34, 'customizer', $wanted, $confirmed, 'wc_12_34' ),
		);
		$openings = new Openings( 12, $rows );
		self::assertSame( $external, $openings->opens( 34, 'customizer' ) );
		self::assertSame( array( 34 => null === $external ? array() : array( 'customizer' ) ), $openings->variations() );
		self::assertSame( 'wc_12', $openings->opens( 35, 'customizer' ) );
	}

	/**
	 * Each tool by itself, in the order in which people know them.
	 */
	public function test_tools_do_not_hide_each_other(): void {
		$rows     = array(
			self::row( 12, 'customizer', 'active', 'active' ),
			self::row( 12, 'viewer', 'active', 'active' ),
			self::row( 34, 'viewer', 'inactive', '', 'wc_12_34' ),
			self::row( 34, 'configurator', 'active', 'active', 'wc_12_34' ),
			self::row( 12, 'toaster', 'active', 'active' ),
		);
		$openings = new Openings( 12, $rows );
		self::assertSame( array( 'viewer', 'customizer' ), $openings->runtimes() );
		self::assertSame( array( 34 => array( 'configurator', 'customizer' ) ), $openings->variations() );
		self::assertNull( $openings->opens( 0, 'toaster' ) );
	}

	/**
	 * A row.
	 *
	 * @param int    $id        The post.
	 * @param string $runtime   The runtime type.
	 * @param string $wanted    A status.
	 * @param string $confirmed A status.
	 * @param string $external  The external id.
	 * @return array<string, string>
	 */
	private static function row( int $id, string $runtime, string $wanted, string $confirmed, string $external = 'wc_12' ): array {
		return array(
			'object_id'           => (string) $id,
			'runtime_type'        => $runtime,
			'external_product_id' => $external,
			'wanted'              => $wanted,
			'confirmed'           => $confirmed,
		);
	}
}
