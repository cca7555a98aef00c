<?php
/**
 * What the plugin's classes need of WordPress to be tested without it.
 *
 * A function stands here only where it is small enough to be written truly: its behaviour is WordPress' own. Classes
 * that need more of WordPress are played on a real store (scripts/test-store).
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

define( 'ABSPATH', __DIR__ . '/' );
define( 'MB_IN_BYTES', 1024 * 1024 );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'HOUR_IN_SECONDS', 3600 );
define( 'DAY_IN_SECONDS', 86400 );

require_once dirname( __DIR__, 2 ) . '/wp_bridge/plugin/src/class-autoloader.php';
require_once __DIR__ . '/class-vectors.php';
require_once __DIR__ . '/wordpress.php';

AlterConnector\Autoloader::register( dirname( __DIR__, 2 ) . '/wp_bridge/plugin/src' );
