<?php
/**
 * Plugin Name:          Alter Product Connector for WooCommerce
 * Description:          Sell products customised in 3D with Alter Product: connect the shop with one click, map products, show the 3D viewer, configurator or customizer.
 * Version:              0.1.0
 * Requires at least:    6.4
 * Requires PHP:         8.0
 * Requires Plugins:     woocommerce
 * WC requires at least: 8.6
 * WC tested up to:      11.0
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          alter-connector
 * Domain Path:          /languages
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.1.0';

// The version of the HTTP contract that this plugin speaks.
const CONTRACT    = 1;
const PLUGIN_FILE = __FILE__;

require_once __DIR__ . '/src/class-autoloader.php';

Autoloader::register( __DIR__ . '/src' );

$alter_connector_plugin = new Plugin();
$alter_connector_plugin->boot();
