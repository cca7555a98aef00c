<?php
/**
 * Hosts inside and outside.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Hosts;
use PHPUnit\Framework\TestCase;

/**
 * Plain http is for hosts whose traffic stays inside.
 */
final class Hosts_Test extends TestCase {

	/**
	 * By their spelling.
	 *
	 * @testWith ["localhost"]
	 *           ["LocalHost"]
	 *           ["connector.localhost"]
	 *           ["127.0.0.1"]
	 *           ["127.255.255.254"]
	 *           ["10.0.0.1"]
	 *           ["172.16.0.1"]
	 *           ["172.31.255.255"]
	 *           ["192.168.178.20"]
	 *           ["[::1]"]
	 *           ["[fd12:3456::1]"]
	 * @param string $host The host.
	 */
	public function test_these_are_inside( string $host ): void {
		self::assertTrue( Hosts::is_internal( $host ) );
	}

	/**
	 * Names that resolve to private addresses among them, and what holds a cloud's secrets.
	 *
	 * @testWith ["connector.example"]
	 *           ["localhost.example"]
	 *           ["evillocalhost"]
	 *           ["connector"]
	 *           ["127.1"]
	 *           ["127.0.0.1.example"]
	 *           ["8.8.8.8"]
	 *           ["172.32.0.1"]
	 *           ["169.254.169.254"]
	 *           ["0.0.0.0"]
	 *           ["255.255.255.255"]
	 *           ["[2a00:1450::1]"]
	 *           ["[fe80::1]"]
	 *           ["[::]"]
	 *           ["[::ffff:8.8.8.8]"]
	 *           [""]
	 * @param string $host The host.
	 */
	public function test_these_are_not( string $host ): void {
		self::assertFalse( Hosts::is_internal( $host ) );
	}
}
