<?php
/**
 * One configured line of a cart or an order.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * What was made for one line. In the cart it is the item's key `alter`, on an order item the hidden meta `_alter_line`;
 * both hold `to_array()`.
 *
 * With `checked`, order, options and price are what Alter said in a claim (of a viewer or configurator: what the
 * browser said, as text). Without, the line was sold while Alter was down: then `alter_order_id` is null, and
 * `hinted_order_id` is only what the browser named. It may be a stranger's: claim it (under `claim_key`) before
 * anything is done to it. Pure; never changed.
 */
final class Line {

	/**
	 * The key of a cart item that holds a line.
	 */
	public const KEY = 'alter';

	private const MOST_OPTIONS = 40;
	private const LONGEST_NAME = 100;
	private const LONGEST_TEXT = 500;
	private const LONGEST_URL  = 2000;

	/**
	 * The largest number that JavaScript, and so JSON between strangers, holds exactly.
	 */
	private const LARGEST_ID = 9007199254740991;

	/**
	 * Built by `from_array`.
	 *
	 * @param string                                   $runtime             One of `Product_Meta::RUNTIME_TYPES`.
	 * @param string                                   $external_product_id What the session was for, e.g. "wc_12".
	 * @param int|null                                 $alter_order_id      Alter's order; only once it is claimed.
	 * @param int|null                                 $order_detail_id     The item of that order.
	 * @param int                                      $design_id           Alter's design; 0 when unknown.
	 * @param string                                   $design_name         For people; may be empty.
	 * @param list<array{name: string, value: string}> $options             What was chosen, as plain text.
	 * @param float|null                               $unit_price          Alter's price of one.
	 * @param string|null                              $currency            Of that price.
	 * @param string|null                              $claim_id            The connector's id of the claim.
	 * @param string                                   $session_ref         The session it was made in; may be empty.
	 * @param string|null                              $cart_key            Alter's key of the cart, for tickets.
	 * @param string|null                              $picture_url         A picture of it; untrusted.
	 * @param bool                                     $checked             False: sold while Alter was down.
	 * @param string|null                              $repeat_of           The number of the order that it repeats.
	 * @param int|null                                 $hinted_order_id     Of an unchecked line: what the browser named.
	 * @param string|null                              $claim_key           Of an unchecked line: the key to claim it with.
	 */
	private function __construct(
		public string $runtime,
		public string $external_product_id,
		public ?int $alter_order_id,
		public ?int $order_detail_id,
		public int $design_id,
		public string $design_name,
		public array $options,
		public ?float $unit_price,
		public ?string $currency,
		public ?string $claim_id,
		public string $session_ref,
		public ?string $cart_key,
		public ?string $picture_url,
		public bool $checked,
		public ?string $repeat_of,
		public ?int $hinted_order_id,
		public ?string $claim_key
	) {}

	/**
	 * The line in any value; null for what is none. Odd fields read as absent: sessions and orders outlive versions, and
	 * imports and other plugins write to both.
	 *
	 * @param mixed $unverified What a cart item or an order item held.
	 */
	public static function from_array( mixed $unverified ): ?self {
		if ( ! is_array( $unverified ) ) {
			return null;
		}
		$runtime  = $unverified['runtime'] ?? null;
		$external = self::word( $unverified['externalProductId'] ?? null, '/^[A-Za-z0-9_.:-]{1,64}$/D' );
		if ( ! in_array( $runtime, Product_Meta::RUNTIME_TYPES, true ) || null === $external ) {
			return null;
		}
		$checked = true === ( $unverified['checked'] ?? null );
		$repeats = self::text( $unverified['repeatOf'] ?? null, self::LONGEST_NAME );
		return new self(
			$runtime,
			$external,
			$checked ? self::id( $unverified['alterOrderId'] ?? null ) : null,
			$checked ? self::id( $unverified['orderDetailId'] ?? null ) : null,
			self::id( $unverified['designId'] ?? null ) ?? 0,
			self::text( $unverified['designName'] ?? null, self::LONGEST_NAME ),
			self::options( $unverified['options'] ?? null ),
			$checked ? self::price( $unverified['unitPrice'] ?? null ) : null,
			$checked ? self::word( $unverified['currency'] ?? null, '/^[A-Z]{3}$/D' ) : null,
			self::word( $unverified['claimId'] ?? null, '/^[A-Za-z0-9_-]{1,64}$/D' ),
			self::word( $unverified['sessionRef'] ?? null, '/^[A-Za-z0-9_-]{1,64}$/D' ) ?? '',
			self::word( $unverified['cartKey'] ?? null, '/^[A-Za-z0-9_.~-]{1,128}$/D' ),
			self::url( $unverified['pictureUrl'] ?? null ),
			$checked,
			'' === $repeats ? null : $repeats,
			$checked ? null : self::id( $unverified['hintedOrderId'] ?? null ),
			$checked ? null : self::word( $unverified['claimKey'] ?? null, '/^[A-Za-z0-9_.~-]{16,200}$/D' )
		);
	}

	/**
	 * As it is kept: scalars and lists of them, so that a session, JSON and `from_array` read it alike.
	 *
	 * @return array<string, mixed>
	 */
	public function to_array(): array {
		return array(
			'runtime'           => $this->runtime,
			'externalProductId' => $this->external_product_id,
			'alterOrderId'      => $this->alter_order_id,
			'orderDetailId'     => $this->order_detail_id,
			'designId'          => $this->design_id,
			'designName'        => $this->design_name,
			'options'           => $this->options,
			'unitPrice'         => $this->unit_price,
			'currency'          => $this->currency,
			'claimId'           => $this->claim_id,
			'sessionRef'        => $this->session_ref,
			'cartKey'           => $this->cart_key,
			'pictureUrl'        => $this->picture_url,
			'checked'           => $this->checked,
			'repeatOf'          => $this->repeat_of,
			'hintedOrderId'     => $this->hinted_order_id,
			'claimKey'          => $this->claim_key,
		);
	}

	/**
	 * The same line with other values.
	 *
	 * @param array<string, mixed> $changes By the keys of `to_array`.
	 */
	public function with( array $changes ): self {
		// The line is a line; other values make no other of it.
		return self::from_array( $changes + $this->to_array() ) ?? $this;
	}

	/**
	 * The same, bought once more: order and price stay those of the first order, and nobody changes it.
	 *
	 * @param string $order_number The WooCommerce order that it repeats.
	 */
	public function as_repeat_of( string $order_number ): self {
		return $this->with(
			array(
				'repeatOf' => $this->repeat_of ?? $order_number,
				'cartKey'  => null,
				'claimKey' => null,
			)
		);
	}

	/**
	 * Whether it is the customizer's, which makes an order at Alter.
	 */
	public function is_customized(): bool {
		return 'customizer' === $this->runtime;
	}

	/**
	 * Whether its owner may change it while it lies in the cart.
	 */
	public function is_editable(): bool {
		return $this->is_viewable() && null === $this->repeat_of;
	}

	/**
	 * Whether there is something at Alter to look at.
	 */
	public function is_viewable(): bool {
		return $this->is_customized() && null !== $this->alter_order_id;
	}

	/**
	 * Whether both are of one order at Alter.
	 *
	 * @param int $alter_order_id The order.
	 */
	public function is_of_order( int $alter_order_id ): bool {
		return $alter_order_id === $this->alter_order_id && null === $this->repeat_of;
	}

	/**
	 * One of Alter's numbers: from JSON a number, from order meta a text.
	 *
	 * @param mixed $value Any.
	 */
	public static function id( mixed $value ): ?int {
		if ( is_string( $value ) && 1 === preg_match( '/^[1-9][0-9]{0,15}$/D', $value ) ) {
			$value = (int) $value;
		}
		return is_int( $value ) && $value > 0 && $value <= self::LARGEST_ID ? $value : null;
	}

	/**
	 * Plain text: without control characters and direction marks, one line, cut.
	 *
	 * @param mixed $value   Any.
	 * @param int   $longest Characters.
	 */
	public static function text( mixed $value, int $longest ): string {
		if ( ! is_scalar( $value ) || is_bool( $value ) || ! mb_check_encoding( (string) $value, 'UTF-8' ) ) {
			return '';
		}
		// Marks that turn the direction of writing make a line read as something else than it says.
		$one_line = preg_replace( '/[\s\p{Cc}\x{2028}\x{2029}]+/u', ' ', (string) $value );
		$visible  = preg_replace( '/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/u', '', (string) $one_line );
		return mb_substr( trim( (string) $visible ), 0, $longest );
	}

	/**
	 * Names and values.
	 *
	 * @param mixed $value Any.
	 * @return list<array{name: string, value: string}>
	 */
	private static function options( mixed $value ): array {
		$found = array();
		foreach ( is_array( $value ) ? array_slice( $value, 0, self::MOST_OPTIONS ) : array() as $option ) {
			$name = self::text( is_array( $option ) ? $option['name'] ?? null : null, self::LONGEST_NAME );
			$text = self::text( is_array( $option ) ? $option['value'] ?? null : null, self::LONGEST_TEXT );
			if ( '' !== $name && '' !== $text ) {
				$found[] = array(
					'name'  => $name,
					'value' => $text,
				);
			}
		}
		return $found;
	}

	/**
	 * A price that can be one.
	 *
	 * @param mixed $value Any.
	 */
	private static function price( mixed $value ): ?float {
		$number = is_int( $value ) || is_float( $value ) ? (float) $value : -1.0;
		return is_finite( $number ) && $number >= 0 ? $number : null;
	}

	/**
	 * An address of the web, without who may enter.
	 *
	 * @param mixed $value Any.
	 */
	private static function url( mixed $value ): ?string {
		$is_plain = is_string( $value ) && strlen( $value ) <= self::LONGEST_URL && 1 === preg_match( '~^https?://[^\s@"\'<>\\\\\x00-\x20]+$~iD', $value );
		return $is_plain ? $value : null;
	}

	/**
	 * A text of a known shape.
	 *
	 * @param mixed  $value   Any.
	 * @param string $pattern The shape.
	 */
	private static function word( mixed $value, string $pattern ): ?string {
		return is_string( $value ) && 1 === preg_match( $pattern, $value ) ? $value : null;
	}
}
