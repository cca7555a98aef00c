<?php
/**
 * What `complete` is asked with.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Attempt;

/**
 * An attempt that its owner came back with, and what came along. The connector takes it again, and answers the same,
 * when its answer was lost, when Alter could not be asked, and after the question whether to share a storefront.
 */
final class Proof_In_Hand {

	/**
	 * Built by `Finish`.
	 *
	 * @param Attempt $attempt The attempt, taken from its row.
	 * @param string  $state   As it came back.
	 * @param string  $code    As Alter sent it.
	 */
	public function __construct( public Attempt $attempt, private string $state, private string $code ) {}

	/**
	 * From a row; null for anything that is none.
	 *
	 * @param mixed $row What was kept.
	 */
	public static function from_row( mixed $row ): ?self {
		if ( ! is_array( $row ) || ! is_string( $row['state'] ?? null ) || ! is_string( $row['code'] ?? null ) ) {
			return null;
		}
		$attempt = Attempt::from_row( is_array( $row['attempt'] ?? null ) ? $row['attempt'] : null );
		return null === $attempt ? null : new self( $attempt, $row['state'], $row['code'] );
	}

	/**
	 * The row. It lives as long as the attempt, at most ten minutes, and is of use to nobody but the connector that
	 * holds the verifier.
	 *
	 * @return array<string, mixed>
	 */
	public function to_row(): array {
		return array(
			'attempt' => $this->attempt->to_row(),
			'state'   => $this->state,
			'code'    => $this->code,
		);
	}

	/**
	 * The state, under which the attempt is filed.
	 */
	public function reveal_state(): string {
		return $this->state;
	}

	/**
	 * The body of `POST /v1/connect/complete`.
	 *
	 * @param bool $share Whether the owner agreed to share the storefront.
	 * @return array<string, mixed>
	 */
	public function body( bool $share ): array {
		$body = array(
			'connectionId'  => $this->attempt->connection_id,
			'connectSecret' => $this->attempt->reveal_connect_secret(),
			'state'         => $this->state,
			'code'          => $this->code,
		);
		return $share ? $body + array( 'shareStorefront' => true ) : $body;
	}

	/**
	 * What `var_dump` and a logger may see.
	 *
	 * @return array<string, string>
	 */
	public function __debugInfo(): array {
		return array(
			'connection_id' => $this->attempt->connection_id,
			'secrets'       => '[redacted]',
		);
	}
}
