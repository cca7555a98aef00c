<?php
/**
 * Which mappings of others are taken over.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Care;

use AlterConnector\Care\Adoption;
use PHPUnit\Framework\TestCase;

/**
 * From what Alter lists to what products get.
 */
final class Adoption_Test extends TestCase {

	/**
	 * An item as the connector names it.
	 *
	 * @param mixed  $external Its product.
	 * @param string $runtime  Its tool.
	 * @param mixed  $design   Its design.
	 * @param string $status   Its status.
	 * @return array<string, mixed>
	 */
	private static function item( mixed $external, string $runtime = 'viewer', mixed $design = 381, string $status = 'active' ): array {
		return array(
			'runtimeBindingId'  => 7,
			'externalProductId' => $external,
			'runtimeType'       => $runtime,
			'designId'          => $design,
			'status'            => $status,
		);
	}

	/**
	 * Products and variations, their tools gathered.
	 */
	public function test_bindings_of_one_design_become_one_mapping(): void {
		$plan = Adoption::plan(
			array( self::item( 'wc_12' ), self::item( 'wc_12', 'customizer' ), self::item( 'wc_12_34', 'viewer', 5, 'inactive' ) ),
			'wc_'
		);
		$this->assertSame(
			array(
				12 => array(
					'design_id'     => 381,
					'runtime_types' => array( 'viewer', 'customizer' ),
					'status'        => 'active',
				),
				34 => array(
					'design_id'     => 5,
					'runtime_types' => array( 'viewer' ),
					'status'        => 'inactive',
				),
			),
			$plan
		);
	}

	/**
	 * A product has one design; shoppers go on seeing what is active.
	 */
	public function test_the_active_one_of_several_designs_counts(): void {
		$plan = Adoption::plan(
			array( self::item( 'wc_12', 'viewer', 5, 'draft' ), self::item( 'wc_12', 'customizer', 6, 'legacy_active' ), self::item( 'wc_12', 'configurator', 6, 'draft' ) ),
			'wc_'
		);
		$this->assertSame(
			array(
				'design_id'     => 6,
				'runtime_types' => array( 'customizer' ),
				'status'        => 'active',
			),
			$plan[12]
		);
	}

	/**
	 * What is not surely a product of this shop is left alone.
	 *
	 * @return array<string, array{mixed}>
	 */
	public static function foreign(): array {
		return array(
			'another shop of the same storefront' => array( self::item( 'wc2_12' ) ),
			'no prefix'                           => array( self::item( '12' ) ),
			'more than a number'                  => array( self::item( "wc_12\n" ) ),
			'zero'                                => array( self::item( 'wc_0' ) ),
			'three parts'                         => array( self::item( 'wc_1_2_3' ) ),
			'a number too long for the database'  => array( self::item( 'wc_1234567890123456789' ) ),
			'a list'                              => array( self::item( array( 'wc_12' ) ) ),
			'no design'                           => array( self::item( 'wc_12', 'viewer', null ) ),
			'a design of a shop\'s own'           => array( self::item( 'wc_12', 'viewer', 'wp-design-381' ) ),
			'a tool nobody knows'                 => array( self::item( 'wc_12', 'hologram' ) ),
			'archived'                            => array( self::item( 'wc_12', 'viewer', 381, 'archived' ) ),
			'no object'                           => array( 'wc_12' ),
		);
	}

	/**
	 * It is not taken over.
	 *
	 * @dataProvider foreign
	 * @param mixed $item What Alter lists.
	 */
	public function test_what_is_not_ours_stays( mixed $item ): void {
		$this->assertSame( array(), Adoption::plan( array( $item ), 'wc_' ) );
	}

	/**
	 * A shared storefront's second shop has ids of its own.
	 */
	public function test_the_shops_own_prefix_counts(): void {
		$this->assertSame( array( 12 ), array_keys( Adoption::plan( array( self::item( 'wc_11' ), self::item( 'wc2_12' ) ), 'wc2_' ) ) );
	}
}
