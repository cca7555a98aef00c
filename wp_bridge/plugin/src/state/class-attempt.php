<?php
/**
 * One attempt to connect.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * What this site holds of an attempt: never its state, only the hash it is filed under.
 */
final class Attempt {

	/**
	 * Built by `Attempts`.
	 *
	 * @param int    $user           Who clicked.
	 * @param string $connection_id  The connector's id of the attempt.
	 * @param string $connect_secret The half of the proof that never leaves the server.
	 * @param int    $expires        Unix seconds.
	 */
	public function __construct(
		public int $user,
		public string $connection_id,
		private string $connect_secret,
		public int $expires
	) {}

	/**
	 * From a row; null for anything that is none.
	 *
	 * @param array<string, mixed>|null $row What was kept.
	 */
	public static function from_row( ?array $row ): ?self {
		if ( ! is_int( $row['user'] ?? null ) || ! is_string( $row['connection_id'] ?? null ) || ! is_string( $row['connect_secret'] ?? null ) ) {
			return null;
		}
		return new self( $row['user'], $row['connection_id'], $row['connect_secret'], (int) ( $row['expires'] ?? 0 ) );
	}

	/**
	 * The row.
	 *
	 * @return array<string, int|string>
	 */
	public function to_row(): array {
		return get_object_vars( $this );
	}

	/**
	 * The connect secret: for `complete`, and for the address proof.
	 */
	public function reveal_connect_secret(): string {
		return $this->connect_secret;
	}

	/**
	 * Whether this person may finish it now.
	 *
	 * @param int $user Who came back.
	 * @param int $now  Unix seconds.
	 */
	public function is_open_to( int $user, int $now ): bool {
		return 0 !== $user && $user === $this->user && $now < $this->expires;
	}

	/**
	 * What `var_dump` and a logger may see.
	 *
	 * @return array<string, int|string>
	 */
	public function __debugInfo(): array {
		return array(
			'user'          => $this->user,
			'connection_id' => $this->connection_id,
			'expires'       => $this->expires,
			'secret'        => '[redacted]',
		);
	}
}
