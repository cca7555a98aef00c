<?php
/**
 * An order as Alter is to know it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * Status and lines of one order at one moment. Pure.
 */
final class Snapshot {

	/**
	 * As many as an event may name.
	 */
	private const MOST_LINES = 200;

	/**
	 * Built by `Reader`, by tests, and by `Derivation` with what was told before.
	 *
	 * @param string                                                                 $status      Without "wc-".
	 * @param bool                                                                   $was_paid    Whether it was paid at any time.
	 * @param int                                                                    $modified_at Unix seconds.
	 * @param list<array{alterOrderId: int, orderDetailId: int|null, quantity: int}> $lines       What is still wanted of each.
	 * @param int                                                                    $refunded    How many pieces were refunded.
	 */
	public function __construct(
		public string $status,
		public bool $was_paid,
		public int $modified_at,
		public array $lines,
		public int $refunded = 0
	) {}

	/**
	 * The lines with those told before that are gone: named with none of them, since an event that leaves a line out says
	 * nothing of it.
	 *
	 * @param list<array{alterOrderId: int, orderDetailId: int|null, quantity: int}> $told Of the event before.
	 * @return list<array{alterOrderId: int, orderDetailId: int|null, quantity: int}>
	 */
	public function lines_after( array $told ): array {
		$found = array();
		foreach ( $told as $line ) {
			$found[ self::key( $line ) ] = self::line( $line, 0 );
		}
		// Two items with the same piece of the same order are one line of both.
		$seen = array();
		foreach ( $this->lines as $line ) {
			$key           = self::key( $line );
			$seen[ $key ]  = ( $seen[ $key ] ?? 0 ) + $line['quantity'];
			$found[ $key ] = self::line( $line, $seen[ $key ] );
		}
		ksort( $found );
		// What is gone is named last, so that a limit costs nothing that is still wanted.
		usort( $found, static fn( array $one, array $other ): int => ( 0 === $one['quantity'] ) <=> ( 0 === $other['quantity'] ) );
		return array_slice( $found, 0, self::MOST_LINES );
	}

	/**
	 * Of what an event says.
	 *
	 * @param string                        $status The order's.
	 * @param list<array<string, int|null>> $lines  Its lines.
	 */
	public static function hash( string $status, array $lines ): string {
		return sha1( (string) wp_json_encode( array( $status, $lines ) ) );
	}

	/**
	 * A line with its fields in one order: they are hashed.
	 *
	 * @param array{alterOrderId: int, orderDetailId: int|null, quantity: int} $line     Of an event.
	 * @param int                                                              $quantity How many.
	 * @return array{alterOrderId: int, orderDetailId: int|null, quantity: int}
	 */
	private static function line( array $line, int $quantity ): array {
		return array(
			'alterOrderId'  => $line['alterOrderId'],
			'orderDetailId' => $line['orderDetailId'],
			'quantity'      => $quantity,
		);
	}

	/**
	 * What a line is about.
	 *
	 * @param array{alterOrderId: int, orderDetailId: int|null, quantity: int} $line Of an event.
	 */
	private static function key( array $line ): string {
		return sprintf( '%016d:%016d', $line['alterOrderId'], $line['orderDetailId'] ?? 0 );
	}
}
