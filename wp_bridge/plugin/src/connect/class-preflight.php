<?php
/**
 * Whether this site can be connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Hosts;

/**
 * Judges facts that `Site_Facts` gathered. No I/O: the local ones are known without a call, the others (`reached`,
 * `offset`, `rest`) only after the owner pressed Check.
 */
final class Preflight {

	public const PHP         = '8.0';
	public const WORDPRESS   = '6.4';
	public const WOOCOMMERCE = '8.6';

	/**
	 * Tickets live 15 minutes at most, so a clock that is five minutes off cuts a third of it.
	 */
	private const CLOCK_TOLERANCE = 120;

	/**
	 * The age from which a due wp-cron event says that nobody runs it.
	 */
	private const CRON_TOLERANCE = 1800;

	/**
	 * All findings, in the order in which they are shown.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 * @return list<Finding>
	 */
	public static function findings( array $facts ): array {
		return array(
			self::https( $facts ),
			self::addresses( $facts ),
			self::versions( $facts ),
			self::outward( $facts ),
			self::cron( $facts ),
			self::rest( $facts ),
			self::clock( $facts ),
		);
	}

	/**
	 * Whether nothing that was found stands in the way.
	 *
	 * @param Finding[] $findings From `findings`.
	 */
	public static function is_open( array $findings ): bool {
		foreach ( $findings as $finding ) {
			if ( Finding::BAD === $finding->state ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The shop's address begins with https.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function https( array $facts ): Finding {
		$label = __( 'The shop is served over https', 'alter-connector' );
		$parts = wp_parse_url( (string) $facts['home'] );
		$parts = is_array( $parts ) ? $parts : array();
		if ( 'https' === ( $parts['scheme'] ?? '' ) ) {
			return new Finding( 'https', Finding::GOOD, $label, (string) $facts['home'] );
		}
		if ( Hosts::is_internal( (string) ( $parts['host'] ?? '' ) ) ) {
			return new Finding( 'https', Finding::WARNING, $label, __( 'This shop is on a private address. Only a connector that was set up for development takes it.', 'alter-connector' ) );
		}
		return new Finding( 'https', Finding::BAD, $label, __( 'The site address begins with http. Get a certificate from your host, and change the address to https under Settings > General.', 'alter-connector' ) );
	}

	/**
	 * Alter can send the owner back: the administration lies below the shop's address.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function addresses( array $facts ): Finding {
		$label = __( 'Shop and administration are at one address', 'alter-connector' );
		if ( str_starts_with( strtolower( (string) $facts['admin'] ), strtolower( (string) $facts['home'] ) ) ) {
			return new Finding( 'addresses', Finding::GOOD, $label, (string) $facts['admin'] );
		}
		/* translators: 1: an address, 2: another one. */
		$text = sprintf( __( 'The administration (%1$s) does not lie below the shop (%2$s). Give both the same protocol and host under Settings > General.', 'alter-connector' ), $facts['admin'], $facts['home'] );
		return new Finding( 'addresses', Finding::BAD, $label, $text );
	}

	/**
	 * The software is as new as this plugin needs.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function versions( array $facts ): Finding {
		$label   = __( 'WordPress, WooCommerce and PHP are new enough', 'alter-connector' );
		$present = sprintf( 'WordPress %s, WooCommerce %s, PHP %s', $facts['wordpress'], $facts['woocommerce'], $facts['php'] );
		$needed  = array(
			'WordPress'   => array( (string) $facts['wordpress'], self::WORDPRESS ),
			'WooCommerce' => array( (string) $facts['woocommerce'], self::WOOCOMMERCE ),
			'PHP'         => array( (string) $facts['php'], self::PHP ),
		);
		foreach ( $needed as $name => list( $found, $least ) ) {
			if ( version_compare( $found, $least, '<' ) ) {
				/* translators: 1: a program, e.g. PHP, 2: its version, 3: the least version needed. */
				return new Finding( 'versions', Finding::BAD, $label, sprintf( __( '%1$s is %2$s, and %3$s is needed. Update it.', 'alter-connector' ), $name, $found, $least ) );
			}
		}
		return new Finding( 'versions', Finding::GOOD, $label, $present );
	}

	/**
	 * WordPress may call the connector, and the connector answers.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function outward( array $facts ): Finding {
		$label = __( 'This site can call the connector', 'alter-connector' );
		if ( '' === (string) $facts['connector'] ) {
			return new Finding( 'outward', Finding::UNKNOWN, $label, __( 'The address of the connector is not known yet.', 'alter-connector' ) );
		}
		if ( $facts['blocked'] ) {
			/* translators: %s: a host name. */
			return new Finding( 'outward', Finding::BAD, $label, sprintf( __( 'wp-config.php forbids calls to other servers (WP_HTTP_BLOCK_EXTERNAL). Add %s to WP_ACCESSIBLE_HOSTS there.', 'alter-connector' ), $facts['connector'] ) );
		}
		if ( ! isset( $facts['reached'] ) ) {
			/* translators: %s: a host name. */
			return new Finding( 'outward', Finding::UNKNOWN, $label, sprintf( __( '%s was not called yet. Press Check.', 'alter-connector' ), $facts['connector'] ) );
		}
		$is_reached = '' === $facts['reached'];
		return new Finding( 'outward', $is_reached ? Finding::GOOD : Finding::BAD, $label, $is_reached ? (string) $facts['connector'] : (string) $facts['reached'] );
	}

	/**
	 * Scheduled work is done.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function cron( array $facts ): Finding {
		$label = __( 'Scheduled jobs run', 'alter-connector' );
		if ( (int) $facts['cron_late'] > self::CRON_TOLERANCE ) {
			/* translators: %s: a time span, e.g. 2 hours. */
			return new Finding( 'cron', Finding::WARNING, $label, sprintf( __( 'A job has been waiting for %s: WP-Cron seems not to run. Let your host call wp-cron.php every few minutes.', 'alter-connector' ), $facts['cron_late_words'] ) );
		}
		return new Finding( 'cron', Finding::GOOD, $label, __( 'No job is overdue.', 'alter-connector' ) );
	}

	/**
	 * The plugin's routes can be reached by strangers.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function rest( array $facts ): Finding {
		$label = __( 'The REST API answers visitors', 'alter-connector' );
		if ( ! isset( $facts['rest'] ) ) {
			return new Finding( 'rest', Finding::UNKNOWN, $label, __( 'Not checked yet. Press Check.', 'alter-connector' ) );
		}
		if ( '' === $facts['rest'] ) {
			return new Finding( 'rest', Finding::GOOD, $label, (string) $facts['rest_url'] );
		}
		/* translators: %s: what came instead, e.g. status 403. */
		return new Finding( 'rest', Finding::WARNING, $label, sprintf( __( 'The plugin\'s own route did not answer this site\'s call (%s). Allow /wp-json/alter/v1/ in your security plugin or firewall.', 'alter-connector' ), $facts['rest'] ) );
	}

	/**
	 * The clock is right: tickets carry times.
	 *
	 * @param array<string, mixed> $facts From `Site_Facts`.
	 */
	private static function clock( array $facts ): Finding {
		$label = __( 'The clock is right', 'alter-connector' );
		if ( ! isset( $facts['offset'] ) ) {
			return new Finding( 'clock', Finding::UNKNOWN, $label, __( 'Not checked yet. Press Check.', 'alter-connector' ) );
		}
		$offset = abs( (int) $facts['offset'] );
		if ( $offset > self::CLOCK_TOLERANCE ) {
			/* translators: %s: a number of seconds. */
			return new Finding( 'clock', Finding::WARNING, $label, sprintf( _n( 'This server\'s clock and the connector\'s differ by %s second. Let your host set the clock by NTP.', 'This server\'s clock and the connector\'s differ by %s seconds. Let your host set the clock by NTP.', $offset, 'alter-connector' ), number_format_i18n( $offset ) ) );
		}
		/* translators: %s: a number of seconds. */
		return new Finding( 'clock', Finding::GOOD, $label, sprintf( _n( 'It differs from the connector\'s by %s second.', 'It differs from the connector\'s by %s seconds.', $offset, 'alter-connector' ), number_format_i18n( $offset ) ) );
	}
}
