<?php
/**
 * What a web server has to do with the files.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Media;

/**
 * Texts for Apache and its like, which read them from the folder, and for nginx, whose administrator copies them. Pure.
 *
 * Every origin may read the files: they are what every visitor of the shop gets, without a cookie, and an answer that is
 * the same for all can be kept by every cache.
 */
final class Rules {

	/**
	 * A year: another content is another folder.
	 */
	public const CACHE = 'public, max-age=31536000, immutable';

	/**
	 * The .htaccess of the folder. Only words that an .htaccess with WordPress' own rules may use (FileInfo): any other
	 * makes the server refuse the whole folder. What is not called as a file of a design is not served at all, and nothing
	 * here is ever given to PHP, whatever it is called.
	 */
	public static function apache(): string {
		$types = '';
		foreach ( Media::TYPES as $ending => $type ) {
			$types .= "\tAddType {$type} .{$ending}\n";
		}
		$endings = implode( '|', array_keys( Media::TYPES ) );
		$cache   = self::CACHE;
		return <<<TEXT
# Local designs of the Alter Product Connector. Written by the plugin.
<IfModule mod_mime.c>
{$types}</IfModule>
<FilesMatch ".">
	SetHandler default-handler
</FilesMatch>
<IfModule mod_headers.c>
	Header set Access-Control-Allow-Origin "*"
	Header set Cross-Origin-Resource-Policy "cross-origin"
	Header set X-Content-Type-Options "nosniff"
	Header set Cache-Control "{$cache}"
</IfModule>
<IfModule mod_rewrite.c>
	RewriteEngine On
	RewriteRule !^[A-Za-z0-9_]+-[0-9a-f]{12}/(?:manifest\.json|[0-9a-f]{64}\.(?:{$endings}))$ - [F]
</IfModule>

TEXT;
	}

	/**
	 * Lines for the `server` block of nginx.
	 *
	 * @param string $path The folder's path in its address, with a slash at its end.
	 */
	public static function nginx( string $path ): string {
		$types = '';
		foreach ( Media::TYPES as $ending => $type ) {
			$types .= "            {$type} {$ending};\n";
		}
		$cache   = self::CACHE;
		$endings = implode( '|', array_keys( Media::TYPES ) );
		// "^~": a location for pictures by their ending, as many shops have one, would win over a plain prefix. It wins over
		// those that hide files and run PHP, too, so what is not called as a file of a design is not there.
		return <<<TEXT
location ^~ {$path} {
    location ~ "/[A-Za-z0-9_]+-[0-9a-f]{12}/(?:manifest\.json|[0-9a-f]{64}\.(?:{$endings}))$" {
        types {
{$types}        }
        add_header Access-Control-Allow-Origin "*";
        add_header Cross-Origin-Resource-Policy "cross-origin";
        add_header X-Content-Type-Options "nosniff";
        add_header Cache-Control "{$cache}";
    }
    return 404;
}

TEXT;
	}
}
