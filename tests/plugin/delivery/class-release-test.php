<?php
/**
 * What is believed of the connector's answer about its newest version.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Delivery;

use AlterConnector\Delivery\Release;
use PHPUnit\Framework\TestCase;

/**
 * Answers of a connector, of a stranger, and of an option that somebody changed.
 */
final class Release_Test extends TestCase {

	private const ANSWER = array(
		'version'      => '1.2.3',
		'name'         => '<script>',
		'package'      => 'https://evil.example/x.zip',
		'tested'       => '7.1',
		'requires'     => '6.4',
		'requires_php' => '8.0',
		'sections'     => array( 'changelog' => '<p>New.</p>' ),
	);

	/**
	 * The update that WordPress is offered has our package, whatever the answer named.
	 */
	public function test_an_update_names_the_package_it_is_given(): void {
		$update = $this->release()->to_update( 'https://connector.example/p.zip', 'https://connector.example/i' );
		self::assertSame(
			array(
				'slug'         => 'alter-connector',
				'version'      => '1.2.3',
				'url'          => 'https://connector.example/i',
				'package'      => 'https://connector.example/p.zip',
				'tested'       => '7.1',
				'requires'     => '6.4',
				'requires_php' => '8.0',
			),
			$update
		);
	}

	/**
	 * WordPress prints the name as it is.
	 */
	public function test_details_take_no_name_from_the_answer(): void {
		$details = $this->release()->to_details( 'https://connector.example/p.zip', 'Ours' );
		self::assertSame( 'Ours', $details->name );
		self::assertSame( array( 'changelog' => '<p>New.</p>' ), $details->sections );
		self::assertTrue( $details->external );
	}

	/**
	 * Without a version there is nothing to compare.
	 *
	 * @testWith [null]
	 *           [""]
	 *           ["new"]
	 *           ["1.2.3\"><script>"]
	 *           ["1.2.3\n"]
	 *           [["1.2.3"]]
	 *           [2]
	 * @param mixed $version What the answer says.
	 */
	public function test_an_answer_without_a_version_is_none( mixed $version ): void {
		self::assertNull( Release::from_answer( array( 'version' => $version ) + self::ANSWER, 1 ) );
	}

	/**
	 * A pre-release is a version.
	 *
	 * @testWith ["1"]
	 *           ["0.2.0-beta.1"]
	 *           ["1.2.3.4"]
	 * @param string $version What the answer says.
	 */
	public function test_versions_of_all_lengths_are_taken( string $version ): void {
		$release = Release::from_answer( array( 'version' => $version ), 1 );
		self::assertNotNull( $release );
		self::assertSame( $version, $release->version );
		self::assertSame( '', $release->tested );
	}

	/**
	 * What is printed unescaped, or handed on, has the shape it must have, or is left out.
	 */
	public function test_what_has_another_shape_is_left_out(): void {
		$release = Release::from_answer(
			array(
				'version'  => '1.0',
				'tested'   => '<b>7.1</b>',
				'requires' => 6.4,
				'sections' => array( 'faq' => array( 'x' ), 7 => 'x', 'description' => 'y', '<img src=x onerror=y>' => 'z' ), // phpcs:ignore
			),
			1
		);
		self::assertNotNull( $release );
		self::assertSame( array( '', '', array( 'description' => 'y' ) ), array( $release->tested, $release->requires, $release->sections ) );
		$none = Release::from_answer( array( 'version' => '1.0', 'sections' => 'all' ), 1 ); // phpcs:ignore
		self::assertSame( array(), $none->sections ?? null );
	}

	/**
	 * It comes back from the option as it went in.
	 */
	public function test_a_row_is_the_release(): void {
		$release = $this->release();
		self::assertEquals( $release, Release::from_row( $release->to_row() ) );
		self::assertSame( 1000, $release->asked_at );
	}

	/**
	 * An option that another plugin's import left.
	 *
	 * @testWith [false]
	 *           ["text"]
	 *           [[]]
	 *           [{"asked_at": 5}]
	 * @param mixed $row What the option held.
	 */
	public function test_a_row_that_is_none_is_none( mixed $row ): void {
		self::assertNull( Release::from_row( $row ) );
	}

	/**
	 * The release of the usual answer.
	 */
	private function release(): Release {
		$release = Release::from_answer( self::ANSWER, 1000 );
		self::assertNotNull( $release );
		return $release;
	}
}
