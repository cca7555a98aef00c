<?php
/**
 * Answers of the connector, for tests.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Claim_Line;

/**
 * As the contract's `POST /v1/cart/claims` answers, with Alter's order example in it.
 */
final class Claims_Of_Alter {

	/**
	 * A line's JSON.
	 *
	 * @param array<string, mixed> $changes By key.
	 * @return array<string, mixed>
	 */
	public static function line( array $changes = array() ): array {
		return $changes + array(
			'orderDetailId' => 901,
			'options'       => array(
				'size'      => self::option( 395, 'M', 'M' ),
				'material'  => self::option( 2, 'Bawełna', 'Cotton' ),
				'printType' => self::option( 1, 'DTG', 'DTG' ),
				'color'     => self::option( 418, 'Domyślny', 'Default' ) + array( 'hex' => '#ffffff' ),
			),
			'variant'       => array(
				'id'       => 531,
				'metadata' => null,
			),
			'quantity'      => 2,
			'unitPrice'     => 12.5,
			'currency'      => 'EUR',
		);
	}

	/**
	 * A whole answer.
	 *
	 * @param array<string, mixed> $changes By key.
	 * @return array<string, mixed>
	 */
	public static function answer( array $changes = array() ): array {
		return $changes + array(
			'claimId'      => 'cl_1',
			'alterOrderId' => 900,
			'lines'        => array( self::line() ),
			'designName'   => 'T-shirt',
			'thumbnailUrl' => null,
		);
	}

	/**
	 * A line that was read.
	 *
	 * @param array<string, mixed> $changes By key.
	 */
	public static function read( array $changes = array() ): Claim_Line {
		return Claim_Line::from_json( self::line( $changes ), 'en' );
	}

	/**
	 * An option.
	 *
	 * @param int    $id Its number.
	 * @param string $pl In Polish.
	 * @param string $en In English.
	 * @return array<string, mixed>
	 */
	public static function option( int $id, string $pl, string $en ): array {
		return array(
			'id'   => $id,
			'name' => array(
				'pl' => $pl,
				'en' => $en,
			),
		);
	}
}
