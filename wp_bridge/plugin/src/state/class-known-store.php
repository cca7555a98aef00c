<?php
/**
 * What the connector last said of this store.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * The last `GET /v1/store`, with the time it was fetched. Screens read this and never call.
 *
 * It is another program's answer: each field is read with the type it must have, and a field that is missing or odd
 * has a value that does no harm.
 */
final class Known_Store {

	private const OPTION = 'alter_connector_store';
	private const PREFIX = 'wc_';

	/**
	 * Keeps an answer.
	 *
	 * @param array<string, mixed> $store The JSON of `GET /v1/store`, or the `store` of a `complete`.
	 * @param int                  $now   Unix seconds.
	 */
	public function keep( array $store, int $now ): void {
		update_option(
			self::OPTION,
			array(
				'fetched_at' => $now,
				'store'      => Excerpt::of( $store ),
			),
			false
		);
	}

	/**
	 * Forgets it.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * When the connector said so, in Unix seconds; 0 while it never did.
	 */
	public function fetched_at(): int {
		$row = get_option( self::OPTION );
		return is_array( $row ) ? (int) ( $row['fetched_at'] ?? 0 ) : 0;
	}

	/**
	 * The whole answer; empty while there is none.
	 *
	 * @return array<string, mixed>
	 */
	public function all(): array {
		$row = get_option( self::OPTION );
		return is_array( $row ) && is_array( $row['store'] ?? null ) ? $row['store'] : array();
	}

	/**
	 * A field, by its path: `get( 'usage', 'activeBindings' )`. Null when there is none.
	 *
	 * @param string ...$path The keys, outermost first.
	 */
	public function get( string ...$path ): mixed {
		$found = $this->all();
		foreach ( $path as $key ) {
			if ( ! is_array( $found ) ) {
				return null;
			}
			$found = $found[ $key ] ?? null;
		}
		return $found;
	}

	/**
	 * A text field; empty when there is none.
	 *
	 * @param string ...$path As in `get`.
	 */
	public function text( string ...$path ): string {
		$found = $this->get( ...$path );
		return is_string( $found ) ? $found : '';
	}

	/**
	 * A number; null when there is none (a plan's limit that Alter did not name).
	 *
	 * @param string ...$path As in `get`.
	 */
	public function number( string ...$path ): ?int {
		$found = $this->get( ...$path );
		return is_int( $found ) ? $found : null;
	}

	/**
	 * What the ids of this store's products begin with at Alter.
	 */
	public function external_id_prefix(): string {
		$prefix = $this->text( 'externalIdPrefix' );
		// What the mirror's column takes beside two numbers.
		return 1 === preg_match( '/^[A-Za-z0-9_-]{1,20}$/D', $prefix ) ? $prefix : self::PREFIX;
	}

	/**
	 * The origin of Alter's iframes; empty while unknown.
	 */
	public function app_origin(): string {
		return $this->text( 'appOrigin' );
	}

	/**
	 * The origins that may open sessions: what has to be registered in Alter's panel.
	 *
	 * @return list<string>
	 */
	public function origins(): array {
		$found = $this->get( 'origins' );
		return is_array( $found ) ? array_values( array_filter( $found, 'is_string' ) ) : array();
	}

	/**
	 * Whether the connector has seen that this site is at its address.
	 */
	public function address_proved(): bool {
		return true === $this->get( 'addressProved' );
	}

	/**
	 * Whether Alter refuses the credential that the connector holds for this store.
	 */
	public function needs_reconnect(): bool {
		return 'needsReconnect' === $this->get( 'state' );
	}

	/**
	 * The plan, as the contract has it; null while Alter did not say.
	 *
	 * @return array<string, mixed>|null
	 */
	public function plan(): ?array {
		$plan = $this->get( 'plan' );
		return is_array( $plan ) ? $plan : null;
	}

	/**
	 * How many bindings the plan allows to be active; null for no known limit.
	 */
	public function active_bindings_limit(): ?int {
		return $this->number( 'plan', 'limits', 'activeBindings' );
	}

	/**
	 * How many bindings are active.
	 */
	public function active_bindings(): int {
		return $this->number( 'usage', 'activeBindings' ) ?? 0;
	}

	/**
	 * What the connector warns of: code and sentence.
	 *
	 * @return list<array{code: string, detail: string}>
	 */
	public function warnings(): array {
		$found = array();
		foreach ( (array) $this->get( 'warnings' ) as $each ) {
			if ( is_array( $each ) && is_string( $each['code'] ?? null ) && is_string( $each['detail'] ?? null ) ) {
				$found[] = array(
					'code'   => $each['code'],
					'detail' => $each['detail'],
				);
			}
		}
		return $found;
	}
}
