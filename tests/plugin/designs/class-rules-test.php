<?php
/**
 * Rules for web servers.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Designs;

use AlterConnector\Designs\Rules;
use AlterConnector\Protocol\Media;
use PHPUnit\Framework\TestCase;

/**
 * What they say, as far as it can be told without a server.
 */
final class Rules_Test extends TestCase {

	/**
	 * A word that is not allowed there makes Apache refuse the whole folder.
	 */
	public function test_the_htaccess_uses_words_of_fileinfo_alone(): void {
		preg_match_all( '/^\s*([A-Z][A-Za-z]+) /m', Rules::apache(), $found );
		self::assertSame( array( 'AddType', 'Header', 'RewriteEngine', 'RewriteRule', 'SetHandler' ), self::sorted( $found[1] ) );
		self::assertSame( substr_count( Rules::apache(), '<' ), 2 * substr_count( Rules::apache(), '</' ) );
	}

	/**
	 * Names of files of designs, and no other name, get past it.
	 *
	 * @testWith ["ld_1-aaaaaaaaaaaa/manifest.json", true]
	 *           ["ld_1-aaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png", true]
	 *           ["ld_1-aaaaaaaaaaaa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.php", false]
	 *           ["ld_1-aaaaaaaaaaaa/x.png", false]
	 *           ["new-abcdefghijklmnopqrstuvwxyzabcdef/manifest.json", false]
	 *           ["abcdefghijklmnopqrstuvwxyzabcdef.part", false]
	 *           [".htaccess", false]
	 * @param string $path  Below the folder.
	 * @param bool   $is_ok Whether it is served.
	 */
	public function test_what_apache_serves( string $path, bool $is_ok ): void {
		self::assertSame( 1, preg_match( '/RewriteRule !(\S+) - \[F\]/', Rules::apache(), $rule ) );
		self::assertSame( $is_ok, 1 === preg_match( '~' . $rule[1] . '~', $path ) );
	}

	/**
	 * The same of nginx.
	 */
	public function test_nginx_serves_nothing_else(): void {
		$nginx = Rules::nginx( '/x/' );
		self::assertSame( 1, preg_match( '/location ~ "(\S+)" \{/', $nginx, $rule ) );
		self::assertSame( 1, preg_match( "~{$rule[1]}~", '/x/ld_1-aaaaaaaaaaaa/manifest.json' ) );
		foreach ( array( '/x/.htaccess', '/x/ld_1-aaaaaaaaaaaa/x.php', '/x/new-a/manifest.json', '/x/a.part' ) as $other ) {
			self::assertSame( 0, preg_match( "~{$rule[1]}~", $other ), $other );
		}
		self::assertStringContainsString( "\n    return 404;\n}", $nginx );
	}

	/**
	 * Each kind has its type in both, and each may be read by Alter's pages.
	 */
	public function test_both_name_every_kind(): void {
		$nginx = Rules::nginx( '/wp-content/uploads/alter/' );
		foreach ( Media::TYPES as $ending => $type ) {
			self::assertStringContainsString( "AddType {$type} .{$ending}\n", Rules::apache() );
			self::assertStringContainsString( " {$type} {$ending};\n", $nginx );
		}
		self::assertStringContainsString( 'location ^~ /wp-content/uploads/alter/ {', $nginx );
		foreach ( array( Rules::apache(), $nginx ) as $rules ) {
			self::assertStringContainsString( 'Access-Control-Allow-Origin "*"', $rules );
			self::assertStringContainsString( 'X-Content-Type-Options "nosniff"', $rules );
		}
	}

	/**
	 * Each once, in order.
	 *
	 * @param list<string> $words Some.
	 * @return list<string>
	 */
	private static function sorted( array $words ): array {
		$words = array_values( array_unique( $words ) );
		sort( $words );
		return $words;
	}
}
