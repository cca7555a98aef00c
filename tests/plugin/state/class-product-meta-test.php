<?php
/**
 * The spelling of what the owner says.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Product_Meta;
use PHPUnit\Framework\TestCase;

/**
 * What people, spreadsheets and programs write, read strictly and kept visible where it can not be read.
 */
final class Product_Meta_Test extends TestCase {

	/**
	 * Alter's numbers.
	 *
	 * @testWith ["381", 381]
	 *           [" 381 ", 381]
	 *           ["999999999999999", 999999999999999]
	 *           ["9999999999999999", null]
	 *           ["0", null]
	 *           ["0381", null]
	 *           ["-3", null]
	 *           ["3.5", null]
	 *           ["1e3", null]
	 *           ["３", null]
	 *           ["", null]
	 *           ["mug", null]
	 * @param string   $text   As written.
	 * @param int|null $number As read.
	 */
	public function test_design( string $text, ?int $number ): void {
		self::assertSame( $number, Product_Meta::design( $text ) );
	}

	/**
	 * Runtime types, in one order.
	 *
	 * @dataProvider lists
	 * @param string            $text  As written.
	 * @param list<string>|null $types As read.
	 */
	public function test_types( string $text, ?array $types ): void {
		self::assertSame( $types, Product_Meta::types( $text ) );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{string, list<string>|null}>
	 */
	public static function lists(): array {
		return array(
			'one'               => array( 'viewer', array( 'viewer' ) ),
			'all, unordered'    => array( 'customizer,viewer,configurator', array( 'viewer', 'configurator', 'customizer' ) ),
			'capitals, blanks'  => array( ' Viewer , CUSTOMIZER ', array( 'viewer', 'customizer' ) ),
			'a spreadsheet\'s'  => array( "viewer; customizer\n", array( 'viewer', 'customizer' ) ),
			'WooCommerce\'s |'  => array( 'viewer|customizer', array( 'viewer', 'customizer' ) ),
			'twice'             => array( 'viewer,viewer', array( 'viewer' ) ),
			'none'              => array( '', array() ),
			'commas'            => array( ',,', array() ),
			'one unknown'       => array( 'viewer,x', null ),
			'a word with more'  => array( 'viewers', null ),
		);
	}

	/**
	 * The statuses that an owner may choose.
	 *
	 * @testWith ["active", "active"]
	 *           [" Active ", "active"]
	 *           ["draft", "draft"]
	 *           ["INACTIVE", "inactive"]
	 *           ["archived", null]
	 *           ["legacy_active", null]
	 *           ["", null]
	 * @param string      $text   As written.
	 * @param string|null $status As read.
	 */
	public function test_status( string $text, ?string $status ): void {
		self::assertSame( $status, Product_Meta::status( $text ) );
	}

	/**
	 * One spelling for what can be read; what can not stays, for a person to see.
	 */
	public function test_spell(): void {
		self::assertSame( '381', Product_Meta::spell( Product_Meta::DESIGN, ' 381' ) );
		self::assertSame( 'abc', Product_Meta::spell( Product_Meta::DESIGN, ' abc ' ) );
		self::assertSame( 'viewer,customizer', Product_Meta::spell( Product_Meta::TYPES, 'Customizer; viewer' ) );
		self::assertSame( 'hologram', Product_Meta::spell( Product_Meta::TYPES, 'hologram' ) );
		self::assertSame( '', Product_Meta::spell( Product_Meta::TYPES, ' , ' ) );
		self::assertSame( 'active', Product_Meta::spell( Product_Meta::STATUS, 'ACTIVE' ) );
		self::assertSame( 'On', Product_Meta::spell( Product_Meta::STATUS, 'On' ) );
		self::assertSame( 'Blue, tall', Product_Meta::spell( Product_Meta::NAME, ' Blue, tall ' ) );
	}
}
