<?php
/**
 * What follows from a product's facts.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Mapping;

use AlterConnector\Mapping\Facts;
use AlterConnector\Mapping\Wish;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;
use PHPUnit\Framework\TestCase;

/**
 * Which bindings a product or variation wants, whatever state it is in.
 */
final class Wish_Test extends TestCase {

	private const MUG = array(
		Product_Meta::DESIGN => '381',
		Product_Meta::TYPES  => 'viewer,customizer',
		Product_Meta::STATUS => 'active',
		Product_Meta::NAME   => 'Mug',
	);

	/**
	 * One binding for each runtime type, with design, status and name.
	 */
	public function test_a_published_product_wants_what_its_meta_says(): void {
		$wish = Wish::of( self::product( self::MUG ), true );
		self::assertSame( Wish::NO_FAULT, $wish->fault );
		self::assertSame( array( 'viewer 381 active Mug', 'customizer 381 active Mug' ), self::said( $wish ) );
	}

	/**
	 * Files in the shop belong to the design's number, on a variation too: never to its product's.
	 */
	public function test_a_local_design_is_wanted_with_its_number(): void {
		$local = array( Product_Meta::LOCAL => 'ld_1' );
		$wish  = Wish::of( self::product( self::MUG + $local ), true );
		self::assertSame( array( 'ld_1', 'ld_1' ), array_column( $wish->bindings, 'local' ) );
		$own = array( Product_Meta::DESIGN => '9' );
		self::assertSame( array( '', '' ), array_column( Wish::of( self::variation( $own, self::MUG + $local ), true )->bindings, 'local' ) );
		// Only its files, without a number: nothing of its own.
		self::assertSame( array(), Wish::of( self::variation( array( Product_Meta::LOCAL => 'ld_2' ), self::MUG + $local ), true )->bindings );
		// The same number, kept at Alter: something of its own.
		$same = array( Product_Meta::DESIGN => '381' );
		self::assertSame( array( '', '' ), array_column( Wish::of( self::variation( $same, self::MUG + $local ), true )->bindings, 'local' ) );
	}

	/**
	 * The contract's default.
	 */
	public function test_without_a_status_it_is_a_draft(): void {
		$meta = array_diff_key( self::MUG, array( Product_Meta::STATUS => 1 ) );
		self::assertSame( array( 'viewer 381 draft Mug', 'customizer 381 draft Mug' ), self::said( Wish::of( self::product( $meta ), true ) ) );
	}

	/**
	 * Nothing is wanted, and nothing is wrong.
	 *
	 * @dataProvider wanting_nothing
	 * @param Facts $facts Of a product.
	 */
	public function test_these_want_nothing( Facts $facts ): void {
		$wish = Wish::of( $facts, true );
		self::assertSame( array(), $wish->bindings );
		self::assertSame( Wish::NO_FAULT, $wish->fault );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{Facts}>
	 */
	public static function wanting_nothing(): array {
		$types_only = array( Product_Meta::TYPES => 'viewer' );
		return array(
			'deleted'                     => array( Facts::none() ),
			'never mapped'                => array( self::product( array() ) ),
			'types without a design'      => array( self::product( $types_only ) ),
			'a grouped one never mapped'  => array( self::product( array(), 'publish', 'grouped' ) ),
			'not written yet'             => array( self::product( self::MUG, 'auto-draft' ) ),
			'an importer\'s place holder' => array( self::product( self::MUG, 'importing' ) ),
			'a translation'               => array( new Facts( true, false, 'simple', 'publish', 'publish', true, self::MUG ) ),
			'a variation that is silent'  => array( self::variation( array(), self::MUG ) ),
			'a translated variation'      => array( new Facts( true, true, 'variable', 'publish', 'publish', true, array( Product_Meta::DESIGN => '9' ), self::MUG ) ),
			'a variation with a status of its own, of a product without a design' => array( self::variation( array( Product_Meta::STATUS => 'active' ), array() ) ),
		);
	}

	/**
	 * What shoppers can not see is not active.
	 *
	 * @dataProvider unseen
	 * @param string $status    The product's post status.
	 * @param bool   $setting   Whether unpublished deactivates.
	 * @param string $is_active What "active" becomes.
	 */
	public function test_what_is_not_published_is_switched_off( string $status, bool $setting, string $is_active ): void {
		foreach ( array( 'active' => $is_active, 'draft' => 'draft', 'inactive' => 'inactive' ) as $chosen => $expected ) { // phpcs:ignore
			$facts = self::product( array( Product_Meta::STATUS => $chosen ) + self::MUG, $status );
			$wish  = Wish::of( $facts, $setting );
			self::assertSame( array( $expected, $expected ), array_column( $wish->bindings, 'status' ) );
		}
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{string, bool, string}>
	 */
	public static function unseen(): array {
		return array(
			'published'                        => array( 'publish', true, 'active' ),
			'a draft'                          => array( 'draft', true, 'inactive' ),
			'a draft, by choice still on'      => array( 'draft', false, 'active' ),
			'pending'                          => array( 'pending', true, 'inactive' ),
			'private'                          => array( 'private', true, 'inactive' ),
			'private, by choice still on'      => array( 'private', false, 'active' ),
			'scheduled'                        => array( 'future', true, 'inactive' ),
			'in the trash'                     => array( 'trash', true, 'inactive' ),
			'in the trash, whatever is chosen' => array( 'trash', false, 'inactive' ),
		);
	}

	/**
	 * Variations that are switched off, or whose product is, are not active either.
	 */
	public function test_a_variation_is_no_more_visible_than_its_product(): void {
		$own = array( Product_Meta::DESIGN => '9' );
		self::assertSame( array( 'viewer 9 active ', 'customizer 9 active ' ), self::said( Wish::of( self::variation( $own, self::MUG ), true ) ) );
		self::assertSame( array( 'viewer 9 inactive ', 'customizer 9 inactive ' ), self::said( Wish::of( self::variation( $own, self::MUG, 'publish', 'private' ), true ) ) );
		self::assertSame( array( 'viewer 9 inactive ', 'customizer 9 inactive ' ), self::said( Wish::of( self::variation( $own, self::MUG, 'draft' ), true ) ) );
		self::assertSame( array( 'viewer 9 inactive ', 'customizer 9 inactive ' ), self::said( Wish::of( self::variation( $own, self::MUG, 'trash' ), false ) ) );
	}

	/**
	 * Each key overrides by itself.
	 *
	 * @dataProvider overriding
	 * @param array<string, string> $own      The variation's own meta.
	 * @param list<string>          $expected What it wants.
	 */
	public function test_a_variation_overrides_key_by_key( array $own, array $expected ): void {
		self::assertSame( $expected, self::said( Wish::of( self::variation( $own, self::MUG ), true ) ) );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, string>, list<string>}>
	 */
	public static function overriding(): array {
		$named = array(
			Product_Meta::DESIGN => '9',
			Product_Meta::NAME   => 'Tall mug',
		);
		return array(
			'a design and its name'            => array( $named, array( 'viewer 9 active Tall mug', 'customizer 9 active Tall mug' ) ),
			'a design without a name'          => array( array( Product_Meta::DESIGN => '9' ), array( 'viewer 9 active ', 'customizer 9 active ' ) ),
			'a status'                         => array( array( Product_Meta::STATUS => 'inactive' ), array( 'viewer 381 inactive Mug', 'customizer 381 inactive Mug' ) ),
			'types'                            => array( array( Product_Meta::TYPES => 'viewer' ), array( 'viewer 381 active Mug' ) ),
			'nothing but the same'             => array( self::MUG, array() ),
			'the same in another spelling'     => array( array( Product_Meta::TYPES => 'Customizer, VIEWER' ), array() ),
			'a name only, which says nothing'  => array( array( Product_Meta::NAME => 'X' ), array() ),
			'the same design and other status' => array( array( Product_Meta::STATUS => 'draft', Product_Meta::DESIGN => '381' ), array( 'viewer 381 draft ', 'customizer 381 draft ' ) ), // phpcs:ignore
		);
	}

	/**
	 * A design of a variation alone.
	 */
	public function test_a_product_without_a_design_may_have_variations_with_one(): void {
		$types = array( Product_Meta::TYPES => 'configurator' );
		$own   = array( Product_Meta::DESIGN => '9' );
		self::assertSame( array( 'configurator 9 draft ' ), self::said( Wish::of( self::variation( $own, $types ), true ) ) );
	}

	/**
	 * What can not be read is a fault that names what was found; nothing else is concluded from it.
	 *
	 * @dataProvider faulty
	 * @param Facts  $facts   Of a product.
	 * @param string $fault   The fault.
	 * @param string $detail  What was found.
	 * @param string $ceiling What still holds.
	 */
	public function test_faults( Facts $facts, string $fault, string $detail, string $ceiling ): void {
		$wish = Wish::of( $facts, true );
		self::assertSame( array( $fault, $detail, $ceiling ), array( $wish->fault, $wish->detail, $wish->ceiling ) );
		self::assertSame( array(), $wish->bindings );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{Facts, string, string, string}>
	 */
	public static function faulty(): array {
		$with = static fn( string $key, string $value ): array => array( $key => $value ) + self::MUG;
		return array(
			'a design in words'       => array( self::product( $with( Product_Meta::DESIGN, 'mug' ) ), Wish::BAD_DESIGN, 'mug', 'active' ),
			'a design below zero'     => array( self::product( $with( Product_Meta::DESIGN, '-1' ) ), Wish::BAD_DESIGN, '-1', 'active' ),
			'an unknown type'         => array( self::product( $with( Product_Meta::TYPES, 'viewer,hologram' ) ), Wish::BAD_TYPES, 'viewer,hologram', 'active' ),
			'no type'                 => array( self::product( array( Product_Meta::DESIGN => '381' ) ), Wish::NO_TYPES, '', 'active' ),
			'only commas'             => array( self::product( $with( Product_Meta::TYPES, ' , ' ) ), Wish::NO_TYPES, ' , ', 'active' ),
			'an unknown status'       => array( self::product( $with( Product_Meta::STATUS, 'on' ) ), Wish::BAD_STATUS, 'on', 'active' ),
			'a fault in the trash'    => array( self::product( $with( Product_Meta::DESIGN, 'mug' ), 'trash' ), Wish::BAD_DESIGN, 'mug', 'inactive' ),
			'a fault in a draft'      => array( self::product( $with( Product_Meta::DESIGN, 'mug' ), 'draft' ), Wish::BAD_DESIGN, 'mug', 'inactive' ),
			'external'                => array( self::product( self::MUG, 'publish', 'external' ), Wish::NOT_THIS_TYPE, 'external', 'inactive' ),
			'grouped'                 => array( self::product( self::MUG, 'publish', 'grouped' ), Wish::NOT_THIS_TYPE, 'grouped', 'inactive' ),
			'subscription'            => array( self::product( self::MUG, 'publish', 'subscription' ), Wish::NOT_THIS_TYPE, 'subscription', 'inactive' ),
			'a subscription\'s variation' => array( new Facts( true, true, 'variable-subscription', 'publish', 'publish', false, array( Product_Meta::DESIGN => '9' ), self::MUG ), Wish::NOT_THIS_TYPE, 'variable-subscription', 'inactive' ),
			'a variation of what became simple' => array( new Facts( true, true, 'simple', 'publish', 'publish', false, array( Product_Meta::DESIGN => '9' ), self::MUG ), Wish::NOT_THIS_TYPE, 'simple', 'inactive' ),
			'a variation\'s own fault' => array( self::variation( array( Product_Meta::TYPES => 'x' ), self::MUG ), Wish::BAD_TYPES, 'x', 'active' ),
		);
	}

	/**
	 * A ceiling lowers what is active and nothing else.
	 */
	public function test_capped(): void {
		self::assertSame( 'inactive', Wish::capped( 'active', 'inactive' ) );
		self::assertSame( 'active', Wish::capped( 'active', 'active' ) );
		self::assertSame( 'draft', Wish::capped( 'draft', 'inactive' ) );
		self::assertSame( 'archived', Wish::capped( 'archived', 'inactive' ) );
	}

	/**
	 * Facts of a product.
	 *
	 * @param array<string, string> $meta   Its meta.
	 * @param string                $status Its post status.
	 * @param string                $type   Its type.
	 */
	private static function product( array $meta, string $status = 'publish', string $type = 'simple' ): Facts {
		return new Facts( true, false, $type, $status, $status, false, $meta );
	}

	/**
	 * Facts of a variation.
	 *
	 * @param array<string, string> $own            Its meta.
	 * @param array<string, string> $inherited      Its product's.
	 * @param string                $product_status Its product's post status.
	 * @param string                $status         Its own.
	 */
	private static function variation( array $own, array $inherited, string $product_status = 'publish', string $status = 'publish' ): Facts {
		return new Facts( true, true, 'variable', $product_status, $status, false, $own, $inherited );
	}

	/**
	 * Bindings in words.
	 *
	 * @param Wish $wish What is wanted.
	 * @return list<string>
	 */
	private static function said( Wish $wish ): array {
		return array_map( static fn( Wanted $each ): string => "{$each->runtime_type} {$each->design_id} {$each->status} {$each->design_name}", $wish->bindings );
	}
}
