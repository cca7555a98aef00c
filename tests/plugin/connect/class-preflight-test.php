<?php
/**
 * What keeps a site from being connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Connect;

use AlterConnector\Connect\Finding;
use AlterConnector\Connect\Preflight;
use PHPUnit\Framework\TestCase;

/**
 * Each requirement alone, on a site that meets the others.
 */
final class Preflight_Test extends TestCase {

	private const FINE = array(
		'home'            => 'https://shop.example/',
		'admin'           => 'https://shop.example/wp-admin/',
		'rest_url'        => 'https://shop.example/wp-json/',
		'php'             => '8.0.30',
		'wordpress'       => '6.4.3',
		'woocommerce'     => '8.6.0',
		'connector'       => 'connector.example',
		'blocked'         => false,
		'cron_late'       => 12,
		'cron_late_words' => '12 seconds',
		'reached'         => '',
		'offset'          => 1,
		'rest'            => '',
	);

	/**
	 * A site that meets all.
	 */
	public function test_a_site_that_meets_all_is_open(): void {
		$findings = Preflight::findings( self::FINE );
		self::assertSame( array( Finding::GOOD ), array_values( array_unique( array_column( $findings, 'state' ) ) ) );
		self::assertTrue( Preflight::is_open( $findings ) );
	}

	/**
	 * One fact changed.
	 *
	 * @testWith ["https", "bad", {"home": "http://shop.example/", "admin": "http://shop.example/wp-admin/"}]
	 *           ["https", "warning", {"home": "http://127.0.0.1:8080/", "admin": "http://127.0.0.1:8080/wp-admin/"}]
	 *           ["addresses", "bad", {"admin": "https://www.shop.example/wp-admin/"}]
	 *           ["addresses", "bad", {"admin": "http://shop.example/wp-admin/"}]
	 *           ["addresses", "good", {"admin": "https://shop.example/wordpress/wp-admin/"}]
	 *           ["addresses", "bad", {"home": "https://shop.example/blog/"}]
	 *           ["versions", "bad", {"php": "7.4.33"}]
	 *           ["versions", "bad", {"wordpress": "6.3.5"}]
	 *           ["versions", "bad", {"woocommerce": "8.5.2"}]
	 *           ["versions", "good", {"wordpress": "7.0-beta2"}]
	 *           ["outward", "bad", {"blocked": true}]
	 *           ["outward", "bad", {"reached": "Nothing answers."}]
	 *           ["outward", "unknown", {"connector": ""}]
	 *           ["outward", "unknown", {"reached": null}]
	 *           ["cron", "warning", {"cron_late": 1801}]
	 *           ["cron", "good", {"cron_late": 1800}]
	 *           ["rest", "warning", {"rest": "status 403"}]
	 *           ["rest", "unknown", {"rest": null}]
	 *           ["clock", "warning", {"offset": -121}]
	 *           ["clock", "good", {"offset": -120}]
	 *           ["clock", "unknown", {"offset": null}]
	 * @param string               $id      The requirement.
	 * @param string               $state   What is to be found.
	 * @param array<string, mixed> $changed What is otherwise.
	 */
	public function test_each_fact_changes_its_finding_alone( string $id, string $state, array $changed ): void {
		$findings = Preflight::findings( $changed + self::FINE );
		$states   = array_column( $findings, 'state', 'id' );
		self::assertSame( $state, $states[ $id ] );
		unset( $states[ $id ] );
		self::assertSame( array( Finding::GOOD ), array_values( array_unique( $states ) ) );
		self::assertSame( Finding::BAD !== $state, Preflight::is_open( $findings ) );
	}

	/**
	 * What is wrong is told with what to do about it.
	 */
	public function test_a_finding_names_cause_and_remedy(): void {
		$findings = array_column( Preflight::findings( array( 'blocked' => true ) + self::FINE ), null, 'id' );
		self::assertStringContainsString( 'connector.example', $findings['outward']->text );
		self::assertStringContainsString( 'WP_ACCESSIBLE_HOSTS', $findings['outward']->text );
	}
}
