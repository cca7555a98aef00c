<?php
/**
 * How something the owner asked for ended.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * A code, for which `Messages` has words, and what those words need. It outlives a redirect in `Outcomes`.
 */
final class Outcome {

	/**
	 * Built by the flows of this room.
	 *
	 * @param string               $code   E.g. "connect.storeTaken", or one of our own such as "return.denied".
	 * @param array<string, mixed> $values What the words need; texts and numbers of the connector's, to be escaped.
	 * @param Proof_In_Hand|null   $proof  What a next try goes on with, where the connector takes the same proof again.
	 */
	public function __construct( public string $code, public array $values = array(), public ?Proof_In_Hand $proof = null ) {}

	/**
	 * From a refusal of the connector.
	 *
	 * @param Refused            $refusal What it said.
	 * @param Proof_In_Hand|null $proof   As in the constructor.
	 */
	public static function refused( Refused $refusal, ?Proof_In_Hand $proof = null ): self {
		$values = array_filter(
			array(
				'detail'     => $refusal->getMessage(),
				'requestId'  => $refusal->problem['requestId'] ?? null,
				'storeUrl'   => $refusal->problem['storeUrl'] ?? null,
				'zipUrl'     => $refusal->problem['zipUrl'] ?? null,
				'minimum'    => $refusal->problem['minimum'] ?? null,
				'reason'     => $refusal->problem['reason'] ?? null,
				'retryAfter' => $refusal->retry_after,
			),
			'is_scalar'
		);
		return new self( $refusal->reason, $values, $proof );
	}

	/**
	 * From a call that nobody answered.
	 *
	 * @param Unreachable        $silence Why.
	 * @param Proof_In_Hand|null $proof   As in the constructor.
	 */
	public static function unreachable( Unreachable $silence, ?Proof_In_Hand $proof = null ): self {
		$values = array( 'detail' => $silence->getMessage() );
		if ( null !== $silence->retry_after ) {
			$values['retryAfter'] = $silence->retry_after;
		}
		return new self( "unreachable.{$silence->reason}", $values, $proof );
	}

	/**
	 * From a row; null for anything that is none.
	 *
	 * @param array<string, mixed>|null $row What was kept.
	 */
	public static function from_row( ?array $row ): ?self {
		if ( ! is_string( $row['code'] ?? null ) || ! is_array( $row['values'] ?? null ) ) {
			return null;
		}
		return new self( $row['code'], $row['values'], Proof_In_Hand::from_row( $row['proof'] ?? null ) );
	}

	/**
	 * The row.
	 *
	 * @return array<string, mixed>
	 */
	public function to_row(): array {
		return array(
			'code'   => $this->code,
			'values' => $this->values,
			'proof'  => null === $this->proof ? null : $this->proof->to_row(),
		);
	}

	/**
	 * A value as text; empty when there is none.
	 *
	 * @param string $name Its name.
	 */
	public function text( string $name ): string {
		$found = $this->values[ $name ] ?? '';
		return is_scalar( $found ) ? (string) $found : '';
	}
}
