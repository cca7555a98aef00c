<?php
/**
 * Facts about this site.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Address;
use AlterConnector\Service\Addresses;
use AlterConnector\Service\Breaker;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Site_Print;

/**
 * Gathers what `Preflight` judges. `local` calls nobody; `remote` is for a click, and its result is kept a while.
 */
final class Site_Facts {

	private const OPTION = 'alter_connector_checked';

	/**
	 * How long the result of a click is shown.
	 */
	private const KEPT = 900;

	/**
	 * Built by the room's hooks.
	 *
	 * @param Addresses $addresses Where the connector is.
	 * @param Client    $client    The door.
	 * @param Breaker   $breaker   Told to let the click through.
	 */
	public function __construct( private Addresses $addresses, private Client $client, private Breaker $breaker ) {}

	/**
	 * What is known without a call, and what the last click brought.
	 *
	 * @return array<string, mixed>
	 */
	public function all(): array {
		$kept = get_option( self::OPTION );
		$late = self::cron_late();
		// A result is told as of when it was found; an old one is none.
		$remote = is_array( $kept ) && (int) ( $kept['at'] ?? 0 ) > time() - self::KEPT ? $kept : array();
		return array_merge(
			array_intersect_key( $remote, array_flip( array( 'at', 'reached', 'offset', 'rest' ) ) ),
			array(
				'home'            => Site_Print::home(),
				'admin'           => admin_url(),
				'rest_url'        => rest_url(),
				'php'             => PHP_VERSION,
				'wordpress'       => get_bloginfo( 'version' ),
				'woocommerce'     => defined( 'WC_VERSION' ) ? (string) WC_VERSION : '0',
				'connector'       => $this->host(),
				'blocked'         => $this->is_blocked(),
				'cron_late'       => $late,
				'cron_late_words' => human_time_diff( time() - $late ),
			)
		);
	}

	/**
	 * Calls the connector and this site itself, and keeps what came of it.
	 */
	public function look(): void {
		$this->breaker->reset();
		$found = array( 'at' => time() );
		try {
			$answer           = $this->client->anonymous( 'GET', '/healthz' );
			$found['reached'] = '';
			if ( null !== $answer->clock ) {
				$found['offset'] = $answer->clock - time();
			}
		} catch ( Refused $refusal ) {
			$found['reached'] = $refusal->getMessage();
		} catch ( Unreachable $silence ) {
			$found['reached'] = $silence->getMessage();
		}
		$found['rest'] = self::own_route();
		update_option( self::OPTION, $found, false );
	}

	/**
	 * Calls the plugin's own public route as a stranger would; empty when it answered.
	 */
	private static function own_route(): string {
		$url = add_query_arg( 'challenge', wp_generate_password( 32, false ), rest_url( 'alter/v1/probe' ) );
		// phpcs:ignore Generic.PHP.ForbiddenFunctions.FoundWithAlternative -- Not the connector: this site itself, as its settings name it.
		$got = wp_safe_remote_get(
			$url,
			array(
				'timeout'     => 10,
				'redirection' => 0,
			)
		);
		if ( is_wp_error( $got ) ) {
			return $got->get_error_message();
		}
		$json = json_decode( wp_remote_retrieve_body( $got ), true );
		if ( is_array( $json ) && ( isset( $json['probe'] ) || Proof_Route::NOTHING === ( $json['code'] ?? '' ) ) ) {
			return '';
		}
		/* translators: %d: an HTTP status, e.g. 403. */
		return sprintf( __( 'status %d', 'alter-connector' ), (int) wp_remote_retrieve_response_code( $got ) );
	}

	/**
	 * The connector's host; empty while nobody named one.
	 */
	private function host(): string {
		$address = $this->address();
		return null === $address ? '' : $address->host;
	}

	/**
	 * Whether wp-config.php forbids to call the connector.
	 */
	private function is_blocked(): bool {
		$address = $this->address();
		return null !== $address && (bool) ( new \WP_Http() )->block_request( $address->url( '/' ) );
	}

	/**
	 * The connector's address; null for none, or for one that is none.
	 */
	private function address(): ?Address {
		try {
			return $this->addresses->current();
		} catch ( \DomainException $bad ) {
			return null;
		}
	}

	/**
	 * For how many seconds the oldest of WordPress' scheduled tasks has been waiting.
	 */
	private static function cron_late(): int {
		$due = array_filter( array_keys( array_filter( (array) _get_cron_array() ) ), 'is_int' );
		return array() === $due ? 0 : max( 0, time() - min( $due ) );
	}
}
