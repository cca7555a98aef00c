<?php
/**
 * What is kept of another program's answer.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Excerpt;
use PHPUnit\Framework\TestCase;

/**
 * An honest answer is kept whole; a huge one costs little, however it is built.
 */
final class Excerpt_Test extends TestCase {

	/**
	 * As the contract has it, with each kind of value.
	 */
	public function test_an_honest_answer_is_kept_whole(): void {
		$store = array(
			'storeId'       => 'st_1',
			'storefrontId'  => 12,
			'addressProved' => true,
			'plan'          => null,
			'origins'       => array( 'https://shop.example', 'https://www.shop.example' ),
			'usage'         => array( 'embedSessions' => array( 'pace' => 0.5 ) ),
			'warnings'      => array(
				array(
					'code'   => 'plan.near',
					'detail' => 'Zażółć gęślą jaźń.',
				),
			),
		);
		self::assertSame( $store, Excerpt::of( $store ) );
	}

	/**
	 * Huge ones, made here: as a provider's data PHPUnit would write them out.
	 *
	 * @return array<string, array<int|string, mixed>>
	 */
	private static function huge(): array {
		$deep = 'end';
		for ( $i = 0; $i < 50; $i++ ) {
			$deep = array( $deep, str_repeat( 'x', 4000 ) );
		}
		return array(
			'a long text'     => array( 'a' => str_repeat( 'ą', 1000000 ) ),
			'many entries'    => array_fill( 0, 50000, 'x' ),
			'many of many'    => array_fill( 0, 1000, array_fill( 0, 1000, 1 ) ),
			'many long texts' => array_fill( 0, 5000, str_repeat( 'x', 1600 ) ),
			'a long name'     => array( str_repeat( 'k', 2000000 ) => 1 ),
			'a deep one'      => array( $deep ),
		);
	}

	/**
	 * At most five hundred texts of five hundred letters.
	 */
	public function test_a_huge_one_is_cut(): void {
		foreach ( self::huge() as $name => $answer ) {
			$kept = strlen( (string) wp_json_encode( Excerpt::of( $answer ), JSON_UNESCAPED_UNICODE ) );
			self::assertTrue( $kept < 300000, "{$name}: {$kept}" );
		}
	}

	/**
	 * What stands first is what is kept.
	 */
	public function test_the_beginning_is_kept(): void {
		$kept = Excerpt::of( array( 'storeId' => 'st_1' ) + array( 'odd' => array_fill( 0, 50000, 'x' ) ) );
		self::assertSame( 'st_1', $kept['storeId'] );
		self::assertSame( str_repeat( 'ą', 500 ), Excerpt::of( array( str_repeat( 'ą', 4000 ) ) )[0] );
	}
}
