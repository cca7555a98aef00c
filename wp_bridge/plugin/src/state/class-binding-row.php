<?php
/**
 * A row of the mirror.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * What is wanted for one product or variation in one runtime type, and how far it came. Read only: `Mirror` and
 * `Backlog` write.
 */
final class Binding_Row {

	/**
	 * Waits to be sent.
	 */
	public const QUEUED = 'queued';

	/**
	 * A batch with it is on its way.
	 */
	public const SENDING = 'sending';

	/**
	 * The connector has it, Alter has not confirmed it yet.
	 */
	public const PENDING = 'pending';

	/**
	 * Alter holds what is wanted.
	 */
	public const SYNCED = 'synced';

	/**
	 * Refused, with `code` and `detail`; only a change or a person tries again.
	 */
	public const FAILED = 'failed';

	public const STATES = array( self::QUEUED, self::SENDING, self::PENDING, self::SYNCED, self::FAILED );

	/**
	 * Built by `from_row`.
	 *
	 * @param int      $id                  The row's number.
	 * @param int      $object_id           The product's or variation's post.
	 * @param int      $product_id          The product's post; the same one unless it is a variation.
	 * @param string   $runtime_type        Empty for a fault of the product's own data, which is never sent.
	 * @param string   $external_product_id As the connector knows the product.
	 * @param string   $title               The product's name when it was last looked at.
	 * @param int      $design_id           Alter's number of the design.
	 * @param string   $local               The connector's id of the design's files in this shop; empty for one kept at Alter.
	 * @param string   $design_name         For people; may be empty.
	 * @param string   $wanted              A status of `Wanted`.
	 * @param string   $confirmed           The status that Alter confirmed last; empty while it confirmed none.
	 * @param int      $version             Grows with each change of what is wanted.
	 * @param string   $wanted_hash         Of what is wanted.
	 * @param string   $sent_hash           Of what the connector took last; empty for nothing.
	 * @param string   $state               One of the constants.
	 * @param string   $binding_id          The connector's id; empty while it is not known.
	 * @param string   $code                Why it failed or waits: the contract's, Alter's or (`local.…`) ours.
	 * @param string   $detail              The same in English, untrusted.
	 * @param int      $upstream_status     Alter's HTTP status; 0 for none.
	 * @param int      $attempts            Tries in a row that came to nothing.
	 * @param int|null $next_attempt_at     Unix seconds.
	 * @param int|null $synced_at           Unix seconds.
	 * @param int      $updated_at          Unix seconds.
	 */
	private function __construct(
		public int $id,
		public int $object_id,
		public int $product_id,
		public string $runtime_type,
		public string $external_product_id,
		public string $title,
		public int $design_id,
		public string $local,
		public string $design_name,
		public string $wanted,
		public string $confirmed,
		public int $version,
		public string $wanted_hash,
		public string $sent_hash,
		public string $state,
		public string $binding_id,
		public string $code,
		public string $detail,
		public int $upstream_status,
		public int $attempts,
		public ?int $next_attempt_at,
		public ?int $synced_at,
		public int $updated_at
	) {}

	/**
	 * From a row of the database.
	 *
	 * @param array<string, string|null> $row Column by column.
	 */
	public static function from_row( array $row ): self {
		return new self(
			(int) $row['id'],
			(int) $row['object_id'],
			(int) $row['product_id'],
			(string) $row['runtime_type'],
			(string) $row['external_product_id'],
			(string) $row['title'],
			(int) $row['design_id'],
			(string) ( $row['local_design_id'] ?? '' ),
			(string) $row['design_name'],
			(string) $row['wanted'],
			(string) ( $row['confirmed'] ?? '' ),
			(int) $row['version'],
			(string) $row['wanted_hash'],
			(string) $row['sent_hash'],
			(string) $row['state'],
			(string) $row['binding_id'],
			(string) $row['code'],
			(string) $row['detail'],
			(int) $row['upstream_status'],
			(int) $row['attempts'],
			Gmt::seconds( $row['next_attempt_at'] ),
			Gmt::seconds( $row['synced_at'] ),
			(int) Gmt::seconds( $row['updated_at'] )
		);
	}

	/**
	 * What people call it; its id while it has no name.
	 */
	public function name(): string {
		return '' === $this->title ? $this->external_product_id : $this->title;
	}

	/**
	 * A fault of the product's own data: shown, never sent.
	 */
	public function is_fault(): bool {
		return '' === $this->runtime_type;
	}

	/**
	 * Whether it belongs to a variation.
	 */
	public function is_variation(): bool {
		return $this->object_id !== $this->product_id;
	}

	/**
	 * Whether something is still to happen by itself.
	 */
	public function is_under_way(): bool {
		return in_array( $this->state, array( self::QUEUED, self::SENDING, self::PENDING ), true );
	}
}
