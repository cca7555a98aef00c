<?php
/**
 * What came of one row.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\Service\Backoff;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Order_Row;

/**
 * The row's next state, and whether the connector is to be left alone for a while. Pure but for the clock.
 */
final class Verdict {

	/**
	 * Answers that the same question gets for ever.
	 */
	private const PERMANENT = array( 400, 413, 415, 422 );

	/**
	 * The pause after a refusal that `Standing` or the connector's operator has to mend.
	 */
	private const AFTER_REFUSAL = 900;

	/**
	 * Built by the names below.
	 *
	 * @param string   $state  Of `Order_Row`.
	 * @param string   $code   Why; may be empty.
	 * @param string   $detail The same for people.
	 * @param int|null $next   Unix seconds of the next look.
	 * @param int      $add    1 when it was a try that came to nothing.
	 * @param int|null $pause  Seconds to leave the connector alone.
	 */
	private function __construct(
		public string $state,
		public string $code = '',
		public string $detail = '',
		public ?int $next = null,
		public int $add = 0,
		public ?int $pause = null
	) {}

	/**
	 * Nothing is left to do.
	 *
	 * @param string $code   What there is to know of it.
	 * @param string $detail The same for people.
	 */
	public static function done( string $code = '', string $detail = '' ): self {
		return new self( Order_Row::DONE, $code, $detail );
	}

	/**
	 * No, and it stays so.
	 *
	 * @param string $code   Why.
	 * @param string $detail The same for people.
	 */
	public static function refused( string $code, string $detail ): self {
		return new self( Order_Row::REFUSED, $code, $detail );
	}

	/**
	 * The connector has it; Alter is asked later.
	 *
	 * @param int    $looks  How often its answer was not there.
	 * @param string $code   What it waits for.
	 * @param string $detail The same for people.
	 */
	public static function pending( int $looks = 0, string $code = '', string $detail = '' ): self {
		return new self( Order_Row::PENDING, $code, $detail, time() + Backoff::before_look( $looks ), $looks > 0 ? 1 : 0 );
	}

	/**
	 * Later, for a reason of this site's own; it was no try.
	 *
	 * @param int    $seconds From now.
	 * @param string $code    Why.
	 */
	public static function later( int $seconds, string $code ): self {
		return new self( Order_Row::QUEUED, $code, '', time() + $seconds );
	}

	/**
	 * When what it waits for may have happened: soon at first, at last every quarter of an hour.
	 *
	 * @param Order_Row $row  What waits.
	 * @param string    $code For what.
	 */
	public static function waits( Order_Row $row, string $code ): self {
		return new self( Order_Row::QUEUED, $code, '', time() + Backoff::before_look( $row->attempts + 1 ), 1 );
	}

	/**
	 * At once, and it was a try.
	 *
	 * @param string $code Why.
	 */
	public static function again( string $code ): self {
		return new self( Order_Row::QUEUED, $code, '', time(), 1 );
	}

	/**
	 * Later, with growing pauses.
	 *
	 * @param Order_Row $row  What was tried.
	 * @param string    $code Why.
	 */
	public static function retry( Order_Row $row, string $code ): self {
		return new self( Order_Row::QUEUED, $code, '', time() + Backoff::after_failure( $row->attempts + 1 ), 1 );
	}

	/**
	 * The connector said no.
	 *
	 * @param Refused   $refusal What it said.
	 * @param Order_Row $row     What was asked.
	 */
	public static function of_refusal( Refused $refusal, Order_Row $row ): self {
		if ( in_array( $refusal->status, self::PERMANENT, true ) ) {
			return self::refused( $refusal->reason, $refusal->getMessage() );
		}
		$is_busy = in_array( $refusal->status, array( 429, 500, 502, 503, 504 ), true );
		$pause   = $refusal->retry_after ?? ( $is_busy ? Backoff::after_failure( 1 ) : self::AFTER_REFUSAL );
		$next    = time() + max( $pause, Backoff::after_failure( $row->attempts + 1, $refusal->retry_after ) );
		return new self( self::same( $row ), $refusal->reason, $refusal->getMessage(), $next, 1, $pause );
	}

	/**
	 * Nobody answered, or nobody knows what became of it.
	 *
	 * @param Unreachable $silence Why.
	 * @param Order_Row   $row     What was asked.
	 */
	public static function of_silence( Unreachable $silence, Order_Row $row ): self {
		$was_tried = Unreachable::PAUSED !== $silence->reason;
		$next      = time() + Backoff::after_failure( $row->attempts + 1, $silence->retry_after );
		return new self( self::same( $row ), "local.{$silence->reason}", $silence->getMessage(), $next, $was_tried ? 1 : 0, $silence->retry_after ?? Backoff::after_failure( 1 ) );
	}

	/**
	 * Where a row waits that was asked in vain.
	 *
	 * @param Order_Row $row What was asked.
	 */
	private static function same( Order_Row $row ): string {
		return Order_Row::PENDING === $row->state ? Order_Row::PENDING : Order_Row::QUEUED;
	}
}
