<?php
/**
 * What the owner chose.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Settings;
use PHPUnit\Framework\TestCase;

/**
 * Whatever an option holds, every choice has a value it may have.
 */
final class Settings_Test extends TestCase {

	/**
	 * What is missing or odd is the default.
	 */
	public function test_odd_values_are_defaults(): void {
		foreach ( array( null, false, '', 'text', array(), array( 'mail' => 'perhaps', 'log_level' => array( 'debug' ) ) ) as $found ) { // phpcs:ignore
			self::assertSame( Settings::DEFAULTS, Settings::clean( $found ) );
		}
	}

	/**
	 * Names of fields are plain words, and never none.
	 *
	 * @testWith ["orderId", "orderId"]
	 *           [" orderId ,\n id;  order_no ", "orderId,id,order_no"]
	 *           ["id,id", "id"]
	 *           ["__proto__", "__proto__"]
	 *           ["<b>, 1a, a.b", "orderId,customerOrderId,customizerOrderId,id"]
	 *           ["", "orderId,customerOrderId,customizerOrderId,id"]
	 *           [null, "orderId,customerOrderId,customizerOrderId,id"]
	 *           [["id"], "orderId,customerOrderId,customizerOrderId,id"]
	 *           ["a,b,c,d,e,f,g,h,i,j,k,l", "a,b,c,d,e,f,g,h,i,j"]
	 * @param mixed  $found What the option holds.
	 * @param string $kept  What is read.
	 */
	public function test_names_of_fields( mixed $found, string $kept ): void {
		self::assertSame( $kept, Settings::clean( array( 'order_id_keys' => $found ) )['order_id_keys'] );
	}

	/**
	 * Choices of words take their own words alone.
	 */
	public function test_words(): void {
		$clean = Settings::clean( array( 'placement' => 'manual', 'display' => 'inline', 'price' => 'yes', 'required' => 'manual' ) ); // phpcs:ignore
		self::assertSame( array( 'manual', 'inline', 'shop', 'yes' ), array( $clean['placement'], $clean['display'], $clean['price'], $clean['required'] ) );
	}

	/**
	 * What may be is kept; what nobody knows is not.
	 */
	public function test_choices_are_kept(): void {
		$clean = Settings::clean(
			array(
				'mail'                    => 'no',
				'unpublished_deactivates' => false,
				'log_level'               => 'debug',
				'unheard'                 => 'yes',
			)
		);
		self::assertSame( array( 'no', 'no', 'debug', 'yes' ), array( $clean['mail'], $clean['unpublished_deactivates'], $clean['log_level'], $clean['erase_on_uninstall'] ) );
		self::assertSame( array_keys( Settings::DEFAULTS ), array_keys( $clean ) );
	}
}
