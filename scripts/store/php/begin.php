<?php
/**
 * Loads the site for the scripts beside this one.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

$_SERVER['HTTP_HOST']      = (string) parse_url( (string) getenv( 'SHOP_HOME' ), PHP_URL_HOST ) . ':' . parse_url( (string) getenv( 'SHOP_HOME' ), PHP_URL_PORT );
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI']    = '/';

require getenv( 'SHOP_WORDPRESS' ) . '/wp-load.php';
