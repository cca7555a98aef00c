<?php
/**
 * Addresses of stores, by the vectors that Python runs as well.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

use AlterConnector\Protocol\Site_Url;
use AlterConnector\Protocol\Unusable_Url;
use AlterConnector\Tests\Vectors;
use PHPUnit\Framework\TestCase;

/**
 * A shop has one spelling, here and at the connector.
 */
final class Site_Url_Test extends TestCase {

	/**
	 * As the connector writes them.
	 *
	 * @dataProvider accepted
	 * @param array<string, mixed> $vector One of them.
	 */
	public function test_addresses_are_written_anew( array $vector ): void {
		$this->need_intl( $vector['text'] );
		$site = Site_Url::parse( $vector['text'] );
		self::assertSame( $vector['storeUrl'], $site->store_url );
		self::assertSame( $vector['siteOrigin'], $site->site_origin );
		self::assertSame( $vector['address'], $site->address );
		self::assertSame( $vector['host'], $site->host );
		self::assertSame( str_starts_with( $vector['storeUrl'], 'https:' ), $site->is_https );
	}

	/**
	 * What was written once stays as it is.
	 *
	 * @dataProvider accepted
	 * @param array<string, mixed> $vector One of them.
	 */
	public function test_the_written_form_is_stable( array $vector ): void {
		self::assertEquals( Site_Url::parse( $vector['storeUrl'] )->store_url, $vector['storeUrl'] );
	}

	/**
	 * For one reason each.
	 *
	 * @dataProvider refused
	 * @param array<string, string> $vector One of them.
	 */
	public function test_refusals_have_their_reason( array $vector ): void {
		try {
			$site = Site_Url::parse( $vector['text'] );
		} catch ( Unusable_Url $refusal ) {
			self::assertSame( $vector['reason'], $refusal->reason );
			return;
		}
		self::fail( "It was taken for {$site->store_url}." );
	}

	/**
	 * Where a cloud keeps its secrets is nothing that a plugin judges; the connector does, and says so.
	 *
	 * @dataProvider special
	 * @param array<string, string> $vector One of them.
	 */
	public function test_special_addresses_are_left_to_the_connector( array $vector ): void {
		self::assertStringEndsWith( '/', Site_Url::parse( $vector['text'] )->store_url );
	}

	/**
	 * Scheme and www. do not.
	 *
	 * @dataProvider same
	 * @param array<string, mixed> $vector One of them.
	 */
	public function test_what_makes_another_place( array $vector ): void {
		$this->need_intl( $vector['one'] );
		$one   = Site_Url::parse( $vector['one'] );
		$other = Site_Url::parse( $vector['other'] );
		self::assertSame( $vector['same'], $one->is_same_place( $other ) );
		self::assertSame( $vector['same'], $other->is_same_place( $one ) );
	}

	/**
	 * Bytes that are no text.
	 */
	public function test_what_is_no_utf8_is_refused(): void {
		$this->expectExceptionObject( new Unusable_Url( Unusable_Url::CHARACTERS ) );
		Site_Url::parse( "https://shop.example/\xff" );
	}

	/**
	 * International names are an extension's work, on servers as here.
	 *
	 * @param string $text The address.
	 */
	private function need_intl( string $text ): void {
		if ( preg_match( '/[^\x00-\x7f]/', (string) parse_url( $text, PHP_URL_HOST ) ) && ! function_exists( 'idn_to_ascii' ) ) {
			self::markTestSkipped( 'no intl extension (Debian: apt-get install php-intl)' );
		}
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function accepted(): array {
		return Vectors::cases( 'site_url', 'accepted' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function refused(): array {
		return Vectors::cases( 'site_url', 'refused' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function special(): array {
		return Vectors::cases( 'site_url', 'serviceOnly' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function same(): array {
		return Vectors::cases( 'site_url', 'same' );
	}
}
