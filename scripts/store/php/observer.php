<?php
/**
 * Written down before the site's own code begins: every call that WordPress makes, and which request made it.
 *
 * PHP prepends this file by itself (auto_prepend_file); the site holds no file of ours. It lets through whatever goes
 * to this machine, and answers the rest as a machine without the internet would, only sooner: tests must not depend
 * on wordpress.org. It opens nothing: WordPress judges each call after it, with its own guards.
 *
 * While the file that SHOP_DIRECTORY names is there, wordpress.org's list of plugins answers as it does when it has
 * nothing newer: WordPress asks no other place for updates before that one has answered.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

// Filters that stand here before WordPress starts are taken over by it (WP_Hook::build_preinitialized_hooks).
$wp_filter = array(
	'pre_http_request' => array(
		-1000 => array(
			'observer' => array(
				'accepted_args' => 3,
				'function'      => static function ( $answer, $arguments, $url ) {
					$host = strtolower( trim( (string) parse_url( (string) $url, PHP_URL_HOST ), '[]' ) );
					$line = array(
						'at'     => microtime( true ),
						'by'     => PHP_SAPI,
						'method' => $_SERVER['REQUEST_METHOD'] ?? '',
						'uri'    => $_SERVER['REQUEST_URI'] ?? ( $_SERVER['argv'][0] ?? '' ),
						'action' => is_string( $_REQUEST['action'] ?? null ) ? $_REQUEST['action'] : '',
						'to'     => ( $arguments['method'] ?? 'GET' ) . ' ' . strtok( (string) $url, '?' ),
					);
					file_put_contents( (string) getenv( 'SHOP_CALLS' ), json_encode( $line ) . "\n", FILE_APPEND | LOCK_EX );
					$here = in_array( $host, array( 'localhost', '127.0.0.1', '::1' ), true );
					if ( 'api.wordpress.org' === $host && str_contains( (string) $url, '/plugins/update-check/' ) && is_file( (string) getenv( 'SHOP_DIRECTORY' ) ) ) {
						return array(
							'headers'  => array(),
							'body'     => '{"plugins":[],"no_update":[],"translations":[]}',
							'response' => array( 'code' => 200, 'message' => 'OK' ),
							'cookies'  => array(),
							'filename' => null,
						);
					}
					return $here ? $answer : new WP_Error( 'http_request_failed', 'cURL error 6: Could not resolve host' );
				},
			),
		),
	),
);
