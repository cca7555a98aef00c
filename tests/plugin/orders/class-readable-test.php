<?php
/**
 * What people read of a configured item.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Orders;

use AlterConnector\Orders\Readable;
use PHPUnit\Framework\TestCase;

/**
 * Options beside the product's attributes.
 */
final class Readable_Test extends TestCase {

	/**
	 * What nobody else says.
	 */
	public function test_options_are_shown(): void {
		self::assertSame(
			array( 'Material: Cotton', 'Color: Red' ),
			self::shown(
				array(
					'Material' => 'Cotton',
					'Color'    => 'Red',
				),
				array()
			)
		);
	}

	/**
	 * The variation says it already.
	 */
	public function test_what_an_attribute_says_is_not_said_twice(): void {
		self::assertSame(
			array( 'Material: Cotton' ),
			self::shown(
				array(
					'Size'     => 'm',
					'Material' => 'Cotton',
				),
				array(
					'size'    => 'M',
					'pa_size' => 'M',
				)
			)
		);
	}

	/**
	 * "Order again" would take it for the variation's attribute.
	 */
	public function test_the_name_of_an_attribute_is_not_taken(): void {
		self::assertSame(
			array( 'Design: Size: XL', 'Design: pa_size: XL' ),
			self::shown(
				array(
					'Size'    => 'XL',
					'pa_size' => 'XL',
				),
				array(
					'Size'    => 'M',
					'pa_size' => 'M',
				)
			)
		);
	}

	/**
	 * A name that begins with an underscore would be hidden, or be one of WooCommerce's own.
	 */
	public function test_no_name_hides(): void {
		self::assertSame(
			array( 'reduced_stock: 1' ),
			self::shown(
				array(
					'_reduced_stock' => '1',
					'__'             => 'x',
				),
				array()
			)
		);
	}

	/**
	 * As texts.
	 *
	 * @param array<string, string> $options    Values by names.
	 * @param array<string, string> $attributes Values by names.
	 * @return list<string>
	 */
	private static function shown( array $options, array $attributes ): array {
		$list = array();
		foreach ( $options as $name => $value ) {
			$list[] = compact( 'name', 'value' );
		}
		return array_map( static fn( array $meta ): string => "{$meta['name']}: {$meta['value']}", Readable::metas( $list, $attributes ) );
	}
}
