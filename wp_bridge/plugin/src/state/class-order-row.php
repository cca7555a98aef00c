<?php
/**
 * A row of what is told, asked and done about orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * An event on its way to the connector, or a task about an order. Read only: `Order_Events` and `Order_Outbox` write.
 */
final class Order_Row {

	public const CREATED   = 'created';
	public const UPDATED   = 'updated';
	public const CANCELLED = 'cancelled';
	public const REFUNDED  = 'refunded';
	public const DELETED   = 'deleted';
	public const RESTORED  = 'restored';
	public const ERASED    = 'erased';

	/**
	 * The contract's events.
	 */
	public const EVENTS = array( self::CREATED, self::UPDATED, self::CANCELLED, self::REFUNDED, self::DELETED, self::RESTORED, self::ERASED );

	/**
	 * Task: lines that were sold while Alter was down are claimed.
	 */
	public const CLAIM = 'claim';

	/**
	 * Task: what was paid is compared with what Alter holds.
	 */
	public const CHECK = 'check';

	/**
	 * Task: pictures are copied.
	 */
	public const PICTURE = 'picture';

	/**
	 * Task: an order of Alter's that lay in a cart is removed there, when nobody bought it. Its row is of no order; its
	 * sequence is the number at Alter.
	 */
	public const CART = 'cart';

	public const TASKS = array( self::CLAIM, self::CHECK, self::PICTURE, self::CART );

	/**
	 * Waits for its time.
	 */
	public const QUEUED = 'queued';

	/**
	 * A job has it.
	 */
	public const SENDING = 'sending';

	/**
	 * The connector took the event; what Alter said of it is to be asked.
	 */
	public const PENDING = 'pending';

	/**
	 * Nothing is left to do.
	 */
	public const DONE = 'done';

	/**
	 * Refused for good, with `code` and `detail`; a newer event or a person tries again.
	 */
	public const REFUSED = 'refused';

	public const STATES = array( self::QUEUED, self::SENDING, self::PENDING, self::DONE, self::REFUSED );

	/**
	 * Built by `from_row`.
	 *
	 * @param int                  $id              The row's number.
	 * @param int                  $order_id        The order.
	 * @param int                  $sequence        Grows with each row of the order.
	 * @param string               $kind            One of EVENTS or TASKS.
	 * @param string               $status          The order's status.
	 * @param int                  $modified_at     Unix seconds.
	 * @param array<string, mixed> $content         Of an event: `lines`, as the contract has them.
	 * @param string               $content_hash    Of status and lines.
	 * @param string               $state           One of STATES.
	 * @param string               $code            Why it failed or waits: the contract's or (`local.…`) ours.
	 * @param string               $detail          The same for people, untrusted.
	 * @param int                  $attempts        Tries in a row that came to nothing.
	 * @param int|null             $next_attempt_at Unix seconds.
	 * @param int                  $created_at      Unix seconds.
	 * @param int                  $updated_at      Unix seconds.
	 */
	private function __construct(
		public int $id,
		public int $order_id,
		public int $sequence,
		public string $kind,
		public string $status,
		public int $modified_at,
		public array $content,
		public string $content_hash,
		public string $state,
		public string $code,
		public string $detail,
		public int $attempts,
		public ?int $next_attempt_at,
		public int $created_at,
		public int $updated_at
	) {}

	/**
	 * From the table.
	 *
	 * @param array<string, string|null> $row As the database answers.
	 */
	public static function from_row( array $row ): self {
		$content = json_decode( (string) $row['content'], true );
		return new self(
			(int) $row['id'],
			(int) $row['order_id'],
			(int) $row['sequence'],
			(string) $row['kind'],
			(string) $row['status'],
			Gmt::seconds( $row['modified_at'] ) ?? 0,
			is_array( $content ) ? $content : array(),
			(string) $row['content_hash'],
			(string) $row['state'],
			(string) $row['code'],
			(string) $row['detail'],
			(int) $row['attempts'],
			Gmt::seconds( $row['next_attempt_at'] ),
			Gmt::seconds( $row['created_at'] ) ?? 0,
			Gmt::seconds( $row['updated_at'] ) ?? 0
		);
	}

	/**
	 * Whether it is told to the connector; otherwise it is a task.
	 */
	public function is_event(): bool {
		return in_array( $this->kind, self::EVENTS, true );
	}

	/**
	 * The lines of an event.
	 *
	 * @return list<array{alterOrderId: int, orderDetailId: int|null, quantity: int}>
	 */
	public function lines(): array {
		$lines = $this->content['lines'] ?? array();
		return is_array( $lines ) ? array_values( $lines ) : array();
	}

	/**
	 * The Alter orders that it names.
	 *
	 * @return list<int>
	 */
	public function alter_order_ids(): array {
		return array_values( array_unique( array_column( $this->lines(), 'alterOrderId' ) ) );
	}
}
