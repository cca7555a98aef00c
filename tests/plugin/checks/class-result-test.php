<?php
/**
 * Results of checks, kept and read again.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Checks;

use AlterConnector\Service\Same_Origin;
use AlterConnector\Checks\Result;
use AlterConnector\State\Official_Plugin;
use PHPUnit\Framework\TestCase;

/**
 * What an option may hold, and the pure parts of checks.
 */
final class Result_Test extends TestCase {

	/**
	 * What was kept is what is shown.
	 */
	public function test_a_result_survives_its_row(): void {
		$result = Result::critical( 'It is broken.', 'Really.', 'Mend it.', 'https://shop.example/wp-admin/' );
		$this->assertEquals( $result, Result::from_row( $result->to_row() ) );
		$this->assertFalse( $result->is_good() );
		$this->assertSame( 'Critical', $result->level_name() );
	}

	/**
	 * An import, a hand in the database.
	 */
	public function test_what_is_no_row_is_no_result(): void {
		foreach ( array( null, 'good', array(), array( 'level' => 'fine' ), array( 'level' => array( 'good' ) ) ) as $row ) {
			$this->assertNull( Result::from_row( $row ) );
		}
		$odd = Result::from_row(
			array(
				'level' => 'good',
				'text'  => array( 'no text' ),
			)
		);
		$this->assertNotNull( $odd );
		$this->assertSame( '', $odd->text );
	}

	/**
	 * As browsers write it.
	 */
	public function test_origins_have_no_path_and_no_usual_port(): void {
		$this->assertSame( 'https://shop.example', Same_Origin::origin( 'HTTPS://Shop.Example/de/' ) );
		$this->assertSame( 'https://shop.example', Same_Origin::origin( 'https://shop.example:443/' ) );
		$this->assertSame( 'http://127.0.0.1:8080', Same_Origin::origin( 'http://127.0.0.1:8080' ) );
	}

	/**
	 * Ours is called almost like the official one; others mention it.
	 */
	public function test_the_official_plugin_is_known_by_its_whole_name(): void {
		$this->assertTrue( Official_Plugin::is_name( ' Alter  Product for WooCommerce ' ) );
		$this->assertFalse( Official_Plugin::is_name( 'Alter Product Connector for WooCommerce' ) );
		$this->assertFalse( Official_Plugin::is_name( 'Add-ons for Alter Product for WooCommerce' ) );
		$this->assertFalse( Official_Plugin::is_name( '' ) );
	}
}
