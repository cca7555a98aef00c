<?php
/**
 * The functions of WordPress that pure classes call, as they behave in a site of English.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

/**
 * The text itself: no translation is loaded.
 *
 * @param string $text   The text.
 * @param string $domain Whose it is.
 */
function __( string $text, string $domain = 'default' ): string {
	return 'alter-connector' === $domain ? $text : "[{$domain}] {$text}";
}

/**
 * The text itself, its context left out.
 *
 * @param string $text    The text.
 * @param string $context Where it stands.
 * @param string $domain  Whose it is.
 */
function _x( string $text, string $context, string $domain = 'default' ): string {
	unset( $context );
	return __( $text, $domain );
}

/**
 * English plural.
 *
 * @param string $one    For one.
 * @param string $many   For all other numbers.
 * @param int    $number How many.
 * @param string $domain Whose it is.
 */
function _n( string $one, string $many, int $number, string $domain = 'default' ): string {
	return __( 1 === $number ? $one : $many, $domain );
}

/**
 * The text, its HTML escaped.
 *
 * @param string $text Plain text.
 */
function esc_html( string $text ): string {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8', false );
}

/**
 * The text itself, its HTML escaped.
 *
 * @param string $text   The text.
 * @param string $domain Whose it is.
 */
function esc_html__( string $text, string $domain = 'default' ): string {
	return esc_html( __( $text, $domain ) );
}

/**
 * The parts of a URL. WordPress adds nothing to PHP's own but the schemeless forms, which PHP knows by now.
 *
 * @param string $url  Any.
 * @param int    $part -1 for all.
 * @return mixed
 */
function wp_parse_url( string $url, int $part = -1 ) {
	return parse_url( $url, $part ); // phpcs:ignore WordPress.WP.AlternativeFunctions.parse_url_parse_url
}

/**
 * JSON. WordPress mends broken UTF-8 after it failed; tests have none.
 *
 * @param mixed $data  Anything.
 * @param int   $flags As for json_encode.
 * @return string|false
 */
function wp_json_encode( $data, int $flags = 0 ) {
	return json_encode( $data, $flags ); // phpcs:ignore
}

/**
 * A whole number that is not negative.
 *
 * @param mixed $number Anything.
 */
function absint( $number ): int {
	return abs( (int) $number );
}

/**
 * A number as English writes it.
 *
 * @param float $number   Any.
 * @param int   $decimals How many places.
 */
function number_format_i18n( float $number, int $decimals = 0 ): string {
	return number_format( $number, $decimals );
}

/**
 * An option of this process.
 *
 * @param string $name          Its name.
 * @param mixed  $default_value For one that is not there.
 * @return mixed
 */
function get_option( string $name, $default_value = false ) {
	return $GLOBALS['alter_connector_options'][ $name ] ?? $default_value;
}

/**
 * Writes an option of this process.
 *
 * @param string    $name     Its name.
 * @param mixed     $value    Anything.
 * @param bool|null $autoload Here nothing is loaded.
 */
function update_option( string $name, $value, $autoload = null ): bool {
	unset( $autoload );
	$GLOBALS['alter_connector_options'][ $name ] = $value;
	return true;
}

/**
 * Takes an option of this process away.
 *
 * @param string $name Its name.
 */
function delete_option( string $name ): bool {
	$is_there = isset( $GLOBALS['alter_connector_options'][ $name ] );
	unset( $GLOBALS['alter_connector_options'][ $name ] );
	return $is_there;
}

/**
 * The address, when WordPress would call it. Its look at the host's address is left out: tests name public hosts.
 *
 * @param string $url Any.
 * @return string|false
 */
function wp_http_validate_url( string $url ) {
	$parts = parse_url( $url ); // phpcs:ignore WordPress.WP.AlternativeFunctions.parse_url_parse_url
	$port  = $parts['port'] ?? 443;
	return in_array( $port, array( 80, 443, 8080 ), true ) ? $url : false;
}
