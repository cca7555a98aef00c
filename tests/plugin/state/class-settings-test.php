<?php
/**
 * What the owner chose.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Settings;
use PHPUnit\Framework\TestCase;

/**
 * Whatever an option holds, every choice has a value it may have.
 */
final class Settings_Test extends TestCase {

	/**
	 * What is missing or odd is the default.
	 */
	public function test_odd_values_are_defaults(): void {
		foreach ( array( null, false, '', 'text', array(), array( 'mail' => 'perhaps', 'log_level' => array( 'debug' ) ) ) as $found ) { // phpcs:ignore
			self::assertSame( Settings::DEFAULTS, Settings::clean( $found ) );
		}
	}

	/**
	 * What may be is kept; what nobody knows is not.
	 */
	public function test_choices_are_kept(): void {
		$clean = Settings::clean(
			array(
				'mail'                    => 'no',
				'unpublished_deactivates' => false,
				'log_level'               => 'debug',
				'unheard'                 => 'yes',
			)
		);
		self::assertSame( array( 'no', 'no', 'debug', 'yes' ), array( $clean['mail'], $clean['unpublished_deactivates'], $clean['log_level'], $clean['erase_on_uninstall'] ) );
		self::assertSame( array_keys( Settings::DEFAULTS ), array_keys( $clean ) );
	}
}
