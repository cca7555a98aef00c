<?php
/**
 * Installs WordPress into an empty database.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

define( 'WP_INSTALLING', true );
define( 'WP_SITEURL', getenv( 'SHOP_SITEURL' ) );

/**
 * No mail about the new site: it stands here before WordPress' own.
 */
function wp_new_blog_notification(): void {}

require __DIR__ . '/begin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Mugs & More', 'owner', 'owner@shop.test', false, '', getenv( 'SHOP_PASSWORD' ) );
update_option( 'siteurl', getenv( 'SHOP_SITEURL' ) );
update_option( 'home', getenv( 'SHOP_HOME' ) );
update_option( 'permalink_structure', 'yes' === getenv( 'SHOP_PLAIN' ) ? '' : '/%postname%/' );
update_option( 'timezone_string', 'Europe/Warsaw' );
