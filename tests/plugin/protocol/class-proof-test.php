<?php
/**
 * Proofs and probes, by the vectors that Python runs as well.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

use AlterConnector\Protocol\Proof;
use AlterConnector\Tests\Vectors;
use PHPUnit\Framework\TestCase;

/**
 * What the connector accepts is what we compute.
 */
final class Proof_Test extends TestCase {

	/**
	 * Of the address.
	 *
	 * @dataProvider proofs
	 * @param array<string, string> $vector One of them.
	 */
	public function test_proofs_match_their_vectors( array $vector ): void {
		self::assertSame( $vector['proof'], Proof::of_address( $vector['connectSecret'], $vector['challenge'] ) );
	}

	/**
	 * Of the two-way test.
	 *
	 * @dataProvider probes
	 * @param array<string, string> $vector One of them.
	 */
	public function test_probes_match_their_vectors( array $vector ): void {
		self::assertSame( $vector['probe'], Proof::of_probe( $vector['ticketSecret'], $vector['challenge'] ) );
	}

	/**
	 * Whoever may ask for probes gets no ticket signed and no address proved with them.
	 */
	public function test_a_probe_is_nothing_else(): void {
		$probe = Proof::of_probe( 'secret', 'c' );
		self::assertNotSame( Proof::of_address( 'secret', 'c' ), $probe );
		self::assertNotSame( Proof::keyed_hash( 'secret', 'probe:c' ), $probe );
	}

	/**
	 * Anyone could compute it.
	 *
	 * @testWith ["of_address"]
	 *           ["of_probe"]
	 *           ["keyed_hash"]
	 * @param string $how The method.
	 */
	public function test_an_empty_secret_proves_nothing( string $how ): void {
		$this->expectException( \InvalidArgumentException::class );
		Proof::$how( '', 'challenge' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, string>}>
	 */
	public static function proofs(): array {
		return Vectors::cases( 'proof', 'proofs' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, string>}>
	 */
	public static function probes(): array {
		return Vectors::cases( 'proof', 'probes' );
	}
}
