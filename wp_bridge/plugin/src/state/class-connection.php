<?php
/**
 * What this site holds of its connection.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * A connection as `complete` answered it. Never Alter's credential: that stays with the connector.
 *
 * The secrets have no getter that a screen, a log or a REST answer would print by accident: whoever needs one
 * names it.
 */
final class Connection {

	/**
	 * Built by `from_answer` and `from_row`.
	 *
	 * @param string $store_id       The connector's id of this store.
	 * @param string $store_token    The Bearer token of `/v1`.
	 * @param string $storefront_key The publishable key of the storefront API.
	 * @param string $ticket_secret  Signs tickets and answers probes.
	 * @param string $connect_secret Answers address proofs of this connection, a later move included.
	 * @param string $store_url      The store's address as the connector knows it.
	 * @param int    $connected_at   Unix seconds.
	 */
	public function __construct(
		public string $store_id,
		private string $store_token,
		public string $storefront_key,
		private string $ticket_secret,
		private string $connect_secret,
		public string $store_url,
		public int $connected_at
	) {}

	/**
	 * From the answer of `POST /v1/connect/complete` or `/v1/connect/credentials`.
	 *
	 * @param array<string, mixed> $answer         The answer's JSON.
	 * @param string               $connect_secret Empty when connected by hand.
	 * @param int                  $now            Unix seconds.
	 * @throws \UnexpectedValueException When the answer lacks what a connection is made of.
	 */
	public static function from_answer( array $answer, string $connect_secret, int $now ): self {
		foreach ( array( 'storeId', 'storeToken', 'storefrontKey', 'ticketSecret' ) as $key ) {
			if ( ! is_string( $answer[ $key ] ?? null ) || '' === $answer[ $key ] ) {
				throw new \UnexpectedValueException( "The connector's answer has no {$key}." );
			}
		}
		$store_url = $answer['store']['storeUrl'] ?? '';
		return new self(
			$answer['storeId'],
			$answer['storeToken'],
			$answer['storefrontKey'],
			$answer['ticketSecret'],
			$connect_secret,
			is_string( $store_url ) ? $store_url : '',
			$now
		);
	}

	/**
	 * From the option's value; null for anything that is none (another plugin's import, a half restored backup).
	 *
	 * @param mixed $row What the option held.
	 */
	public static function from_row( mixed $row ): ?self {
		if ( ! is_array( $row ) ) {
			return null;
		}
		$texts = array( 'store_id', 'store_token', 'storefront_key', 'ticket_secret', 'connect_secret', 'store_url' );
		foreach ( $texts as $key ) {
			if ( ! is_string( $row[ $key ] ?? null ) ) {
				return null;
			}
		}
		if ( '' === $row['store_id'] || '' === $row['store_token'] ) {
			return null;
		}
		return new self(
			$row['store_id'],
			$row['store_token'],
			$row['storefront_key'],
			$row['ticket_secret'],
			$row['connect_secret'],
			$row['store_url'],
			(int) ( $row['connected_at'] ?? 0 )
		);
	}

	/**
	 * The option's value.
	 *
	 * @return array<string, string|int>
	 */
	public function to_row(): array {
		return get_object_vars( $this );
	}

	/**
	 * The Bearer token. For the client alone.
	 */
	public function reveal_store_token(): string {
		return $this->store_token;
	}

	/**
	 * The secret that signs tickets and answers probes.
	 */
	public function reveal_ticket_secret(): string {
		return $this->ticket_secret;
	}

	/**
	 * The secret that answers address proofs; empty when connected by hand.
	 */
	public function reveal_connect_secret(): string {
		return $this->connect_secret;
	}

	/**
	 * The same connection after a rotation.
	 *
	 * @param string $store_token The new one.
	 */
	public function with_store_token( string $store_token ): self {
		$changed              = clone $this;
		$changed->store_token = $store_token;
		return $changed;
	}

	/**
	 * The same connection at another address.
	 *
	 * @param string $store_url As the connector knows it now.
	 */
	public function with_store_url( string $store_url ): self {
		$changed            = clone $this;
		$changed->store_url = $store_url;
		return $changed;
	}

	/**
	 * What `var_dump` and a logger may see.
	 *
	 * @return array<string, string>
	 */
	public function __debugInfo(): array {
		return array(
			'store_id'  => $this->store_id,
			'store_url' => $this->store_url,
			'secrets'   => '[redacted]',
		);
	}
}
