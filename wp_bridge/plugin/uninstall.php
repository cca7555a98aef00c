<?php
/**
 * WordPress runs this when the plugin is deleted.
 *
 * The plugin is not active then, so nothing of it is loaded; under WP-CLI it may be. Its constants are made here when
 * they are missing, and its classes are found by its own autoloader.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

if ( ! defined( __NAMESPACE__ . '\PLUGIN_FILE' ) ) {
	$alter_connector_header = get_file_data( __DIR__ . '/alter-connector.php', array( 'Version' => 'Version' ) );
	define( __NAMESPACE__ . '\VERSION', $alter_connector_header['Version'] );
	define( __NAMESPACE__ . '\CONTRACT', 1 );
	define( __NAMESPACE__ . '\PLUGIN_FILE', __DIR__ . '/alter-connector.php' );
	require_once __DIR__ . '/src/class-autoloader.php';
	Autoloader::register( __DIR__ . '/src' );
}

$alter_connector_uninstaller = new Care\Uninstaller();
State\Sites::each( array( $alter_connector_uninstaller, 'site' ) );
$alter_connector_uninstaller->network();
