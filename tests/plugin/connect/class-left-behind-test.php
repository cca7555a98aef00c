<?php
/**
 * What a disconnected shop hears of what is left.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Connect;

use AlterConnector\Connect\Left_Behind;
use PHPUnit\Framework\TestCase;

/**
 * A sentence for each item of the contract's `leftBehind`.
 */
final class Left_Behind_Test extends TestCase {

	/**
	 * One item each.
	 *
	 * @testWith [{"kind": "credential", "state": "valid", "accessKeyEnds": "ab12"}, "ends in ab12"]
	 *           [{"kind": "credential", "state": "valid"}, "E-commerce Settings > Integration"]
	 *           [{"kind": "bindings", "state": "deactivating", "count": 1}, "1 3D product is being switched off"]
	 *           [{"kind": "bindings", "state": "deactivating", "count": 1200}, "1,200 3D products are being"]
	 *           [{"kind": "bindings", "state": "active", "count": 3}, "3 3D products stay active"]
	 *           [{"kind": "orders", "state": "sending", "count": 2}, "still on their way"]
	 *           [{"kind": "orders", "state": "unsent", "count": 1}, "has not reached Alter"]
	 *           [{"kind": "new", "detail": "Something else stays."}, "Something else stays."]
	 * @param array<string, mixed> $item As the connector answers it.
	 * @param string               $says A part of the sentence.
	 */
	public function test_each_item_has_a_sentence( array $item, string $says ): void {
		$sentences = Left_Behind::sentences(
			array(
				'told' => true,
				'left' => array( $item ),
			)
		);
		self::assertCount( 1, $sentences );
		self::assertStringContainsString( $says, $sentences[0] );
	}

	/**
	 * A connector that was not told leaves more.
	 */
	public function test_an_untold_connector_keeps_its_entry(): void {
		$words = implode( ' ', Left_Behind::sentences( array( 'told' => false ) ) );
		self::assertStringContainsString( 'could not be told', $words );
		self::assertStringContainsString( 'stay active', $words );
		self::assertStringContainsString( 'Only you can revoke it', $words );
	}

	/**
	 * One that forgot the shop before keeps none.
	 */
	public function test_a_connector_that_forgot_the_shop_keeps_no_entry(): void {
		$sentences = Left_Behind::sentences(
			array(
				'told' => false,
				'gone' => true,
			)
		);
		$words     = implode( ' ', $sentences );
		self::assertStringNotContainsString( 'could not be told', $words );
		self::assertStringContainsString( 'Only you can revoke it', $words );
	}

	/**
	 * What is no item is no sentence.
	 */
	public function test_odd_items_are_left_out(): void {
		$odd = array( 'text', 7, null, array(), array( 'kind' => 'unheard' ) );
		self::assertSame(
			array(),
			Left_Behind::sentences(
				array(
					'told' => true,
					'left' => $odd,
				)
			)
		);
	}
}
