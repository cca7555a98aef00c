<?php
/**
 * What the connector last said of the store.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Known_Store;
use PHPUnit\Framework\TestCase;

/**
 * The prefix of product ids, on which all bindings hang.
 */
final class Known_Store_Test extends TestCase {

	/**
	 * Kept as it was told when it can be one, else WooCommerce's usual.
	 *
	 * @testWith ["wc2_", "wc2_"]
	 *           ["wc_", "wc_"]
	 *           ["", "wc_"]
	 *           [null, "wc_"]
	 *           ["a b", "wc_"]
	 *           ["wc_\n", "wc_"]
	 *           ["wc_1234567890123456789_", "wc_"]
	 * @param mixed  $told   By the connector.
	 * @param string $prefix Of this shop's products.
	 */
	public function test_the_prefix_fits_its_column( mixed $told, string $prefix ): void {
		$store = new Known_Store();
		$store->keep( array( 'externalIdPrefix' => $told ), 1 );
		self::assertSame( $prefix, $store->external_id_prefix() );
		$store->forget();
	}
}
