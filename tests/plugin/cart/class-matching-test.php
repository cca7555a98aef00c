<?php
/**
 * Which variation a claimed item is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Cart;

use AlterConnector\Cart\Attributes;
use AlterConnector\Cart\Hint;
use AlterConnector\Cart\Matching;
use AlterConnector\Cart\Proposal;
use AlterConnector\State\Pair;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/class-claims-of-alter.php';

/**
 * The claim, the owner and Alter's own keys decide; the message never does.
 */
final class Matching_Test extends TestCase {

	/**
	 * A shirt's sizes, and its prints, which Alter knows nothing of.
	 */
	private static function attributes(): Attributes {
		return new Attributes(
			array(
				'pa_size' => array(
					'label' => 'Size',
					'terms' => array(
						's'      => 'S',
						'medium' => 'M',
						42       => 'Forty-two',
					),
				),
			)
		);
	}

	/**
	 * The shirt, and a fabric that only the page asks for.
	 */
	private static function with_fabric(): Attributes {
		return new Attributes(
			self::attributes()->all + array(
				'fabric' => array(
					'label' => 'Fabric',
					'terms' => array( 'Jersey' => 'Jersey' ),
				),
			)
		);
	}

	/**
	 * A pair.
	 *
	 * @param string $kind      The option's kind.
	 * @param int    $alter_id  Its number.
	 * @param string $attribute What it means.
	 * @param string $term      And its value.
	 * @param string $state     Seen or confirmed.
	 * @param int    $product   0 for all.
	 */
	private static function pair( string $kind, int $alter_id, string $attribute, string $term, string $state = Pair::CONFIRMED, int $product = 5 ): Pair {
		return new Pair( 1, $product, $kind, $alter_id, 'x', $attribute, $term, $state );
	}

	/**
	 * Pairs of the other three options, which mean nothing here.
	 *
	 * @return list<Pair>
	 */
	private static function others(): array {
		return array( self::pair( 'material', 2, '', '' ), self::pair( 'printType', 1, '', '' ), self::pair( 'color', 418, '', '' ) );
	}

	/**
	 * Matches the documented order's item.
	 *
	 * @param list<Pair>            $pairs      Known ones.
	 * @param array<mixed>          $payload    The message.
	 * @param array<string, string> $chosen     On the page.
	 * @param Attributes|null       $attributes Else the shirt's.
	 * @param array<string, mixed>  $line       Changes of the claimed item.
	 */
	private static function match( array $pairs, array $payload = array(), array $chosen = array(), ?Attributes $attributes = null, array $line = array() ): Matching {
		return new Matching( Claims_Of_Alter::read( $line ), $attributes ?? self::attributes(), $pairs, Hint::all_in( $payload ), $chosen );
	}

	/**
	 * A message about the claimed size.
	 *
	 * @param string $attribute Its mapping.
	 * @param string $term      And value.
	 * @param int    $id        The size.
	 * @return array<string, mixed>
	 */
	private static function message( string $attribute, string $term, int $id = 395 ): array {
		$mapping = array(
			'attribute' => array( 'slug' => $attribute ),
			'term'      => array( 'slug' => $term ),
		);
		return array( 'productItems' => array( array( 'size' => array( 'id' => $id, 'externalMapping' => $mapping ) ) ) ); // phpcs:ignore WordPress.Arrays
	}

	/**
	 * The owner's pair is enough for what the variations differ in.
	 */
	public function test_a_confirmed_pair(): void {
		$found = self::match( array( self::pair( 'size', 395, 'pa_size', 'medium' ) ) );
		self::assertSame( array( array( 'pa_size' => 'medium' ), array(), array(), false ), array( $found->values, $found->unknown, $found->missing, $found->is_contradictory ) );
	}

	/**
	 * Nothing known: every option is asked for, whatever the message maps it to.
	 */
	public function test_a_hint_is_no_pair(): void {
		$found = self::match( array( self::pair( 'size', 395, 'pa_size', 'medium', Pair::SEEN ) ), self::message( 'pa_size', 'medium' ) );
		self::assertSame( array( array(), array( 'size', 'material', 'printType', 'color' ), array( 'Size' ) ), array( $found->values, $found->unknown, $found->missing ) );
	}

	/**
	 * A message that says another value than the owner is refused; one that agrees is not, nor one about what the product
	 * does not have.
	 */
	public function test_hostile_hints(): void {
		$pairs = array( self::pair( 'size', 395, 'pa_size', 'medium' ), ...self::others() );
		self::assertTrue( self::match( $pairs, self::message( 'pa_size', 's' ) )->is_contradictory );
		self::assertTrue( self::match( $pairs, self::message( 'pa_size', 'no-such' ) )->is_contradictory );
		self::assertFalse( self::match( $pairs, self::message( 'pa_size', 'medium' ) )->is_contradictory );
		self::assertFalse( self::match( $pairs, self::message( 'pa_weight', 'heavy' ) )->is_contradictory );
		$nothing = array( self::pair( 'size', 395, '', '' ) );
		self::assertTrue( self::match( $nothing, self::message( 'pa_size', 's' ) )->is_contradictory );
	}

	/**
	 * A message of another order names options that the claimed one does not have.
	 */
	public function test_another_order(): void {
		$lines = array( Claims_Of_Alter::read() );
		self::assertTrue( Matching::is_of_another_order( $lines, Hint::all_in( self::message( '', '', 396 ) ) ) );
		self::assertFalse( Matching::is_of_another_order( $lines, Hint::all_in( self::message( '', '' ) ) ) );
		self::assertFalse( Matching::is_of_another_order( $lines, Hint::all_in( array( 'productItems' => 'x' ) ) ) );
	}

	/**
	 * The product's own pair goes before the whole shop's, in any order.
	 */
	public function test_own_before_all(): void {
		$pairs = array( self::pair( 'size', 395, 'pa_size', 's', Pair::CONFIRMED, 0 ), self::pair( 'size', 395, 'pa_size', 'medium' ) );
		foreach ( array( $pairs, array_reverse( $pairs ) ) as $order ) {
			self::assertSame( array( 'pa_size' => 'medium' ), self::match( $order )->values );
		}
	}

	/**
	 * The owner's keys at Alter's variant, under any of the names, as value or name.
	 */
	public function test_metadata(): void {
		foreach ( array( 'pa_size', 'size', 'attribute_pa_size', 'Size' ) as $key ) {
			foreach ( array( 'medium', 'M', 'm' ) as $value ) {
				$found = self::match( array(), array(), array(), null, array( 'variant' => array( 'metadata' => array( $key => $value ) ) ) );
				self::assertSame( array( array( 'pa_size' => 'medium' ), array() ), array( $found->values, $found->unknown ) );
			}
		}
		$other = array( 'variant' => array( 'metadata' => array( 'pa_size' => 's' ) ) );
		self::assertTrue( self::match( array( self::pair( 'size', 395, 'pa_size', 'medium' ) ), array(), array(), null, $other )->is_contradictory );
		self::assertTrue( self::match( array(), self::message( 'pa_size', 'medium' ), array(), null, $other )->is_contradictory );
	}

	/**
	 * What Alter does not know is chosen on the page, once all its options have their meaning.
	 */
	public function test_what_the_page_asks_for(): void {
		$pairs = array( self::pair( 'size', 395, 'pa_size', 'medium' ), ...self::others() );
		$found = self::match( $pairs, array(), array( 'fabric' => 'Jersey' ), self::with_fabric() );
		self::assertSame( array( 'pa_size' => 'medium', 'fabric' => 'Jersey' ), $found->values ); // phpcs:ignore WordPress.Arrays
		self::assertSame( array( 'Fabric' ), self::match( $pairs, array(), array( 'fabric' => 'Silk' ), self::with_fabric() )->missing );
		$unknown = self::match( array( self::pair( 'size', 395, 'pa_size', 'medium' ) ), array(), array( 'fabric' => 'Jersey' ), self::with_fabric() );
		self::assertSame( array( array( 'material', 'printType', 'color' ), array( 'Fabric' ) ), array( $unknown->unknown, $unknown->missing ) );
	}

	/**
	 * The page's choice does not override the claim.
	 */
	public function test_the_claim_goes_before_the_page(): void {
		$found = self::match( array( self::pair( 'size', 395, 'pa_size', 'medium' ), ...self::others() ), array(), array( 'pa_size' => 's' ) );
		self::assertSame( array( 'pa_size' => 'medium' ), $found->values );
	}

	/**
	 * Two options that mean different values of one attribute.
	 */
	public function test_two_of_one_attribute(): void {
		self::assertTrue( self::match( array( self::pair( 'size', 395, 'pa_size', 'medium' ), self::pair( 'color', 418, 'pa_size', 's' ) ) )->is_contradictory );
	}

	/**
	 * A pair whose value the product does not have any more means nothing, and is asked for by nobody: it is confirmed.
	 */
	public function test_a_value_that_is_gone(): void {
		$found = self::match( array( self::pair( 'size', 395, 'pa_size', 'gone' ), ...self::others() ) );
		self::assertSame( array( array(), array(), array( 'Size' ) ), array( $found->values, $found->unknown, $found->missing ) );
	}

	/**
	 * Values that PHP makes numbers of are texts.
	 */
	public function test_numeric_values(): void {
		self::assertSame( array( 'pa_size' => '42' ), self::match( array( self::pair( 'size', 395, 'pa_size', '42' ) ) )->values );
	}

	/**
	 * The shop's own words are proposed before the message's.
	 */
	public function test_proposals(): void {
		$hostile = Hint::all_in( self::message( 'pa_size', 's' ) );
		self::assertSame( array( 'pa_size', 'medium' ), Proposal::of( 'size', 395, 'M', self::attributes(), $hostile ) );
		self::assertSame( array( 'pa_size', 's' ), Proposal::of( 'size', 395, 'Small', self::attributes(), $hostile ) );
		self::assertSame( array( '', '' ), Proposal::of( 'size', 395, 'Small', self::attributes(), Hint::all_in( self::message( 'pa_size', 'no-such' ) ) ) );
		self::assertSame( array( '', '' ), Proposal::of( 'size', 1, 'Small', self::attributes(), $hostile ) );
	}
}
