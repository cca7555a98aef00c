<?php
/**
 * What lets one visitor open one order or one line of a cart.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * Makes tickets; the connector checks them (its `wp_bridge/tickets.py`; tests/vectors/tickets.json is run by both).
 *
 * Their form is v1.<base64url of JSON>.<base64url of HMAC-SHA256( ticket secret, "v1.<base64url of JSON>" )>.
 *
 * A ticket is no one-time code: whoever holds it may use it until it expires. Give it to the visitor who owns what it
 * names, never into a page that is cached.
 */
final class Ticket {

	public const VIEW = 'view';
	public const EDIT = 'edit';

	/**
	 * The longest a ticket may live, in seconds.
	 */
	public const LIFETIME = 900;

	/**
	 * What the connector takes, by the names of the JSON.
	 */
	private const FIELDS = array(
		'p' => '/^[\x21-\x7e]{1,191}$/D',
		'o' => '/^[A-Za-z0-9_-]{1,128}$/D',
		'k' => '/^[A-Za-z0-9_-]{16,64}$/D',
		'm' => '/^(view|edit)$/D',
	);

	/**
	 * What the ticket opens.
	 *
	 * @param string      $external_product_id E.g. "wc_123".
	 * @param int         $expires_at          Unix seconds, at most `LIFETIME` from now.
	 * @param string|null $order_id            The Alter order that may be opened.
	 * @param string|null $cart_key            The line of the cart.
	 * @param string|null $mode                `VIEW` or `EDIT`; only beside an order or a line.
	 */
	public function __construct(
		private string $external_product_id,
		private int $expires_at,
		private ?string $order_id = null,
		private ?string $cart_key = null,
		private ?string $mode = null
	) {}

	/**
	 * The ticket's text.
	 *
	 * @param string $ticket_secret The store's ticket secret.
	 * @throws \InvalidArgumentException For an empty secret, and for content that the connector would refuse.
	 */
	public function sign( string $ticket_secret ): string {
		// ASCII by then, so that nothing can go wrong in it; and this layer knows no WordPress.
		$json   = (string) json_encode( $this->content() ); // phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode, Generic.PHP.ForbiddenFunctions.FoundWithAlternative
		$signed = 'v1.' . Proof::base64url( $json );
		return $signed . '.' . Proof::keyed_hash( $ticket_secret, $signed );
	}

	/**
	 * What is signed.
	 *
	 * @return array<string, string|int>
	 * @throws \InvalidArgumentException For content that the connector would refuse.
	 */
	private function content(): array {
		$texts = array_filter(
			array(
				'p' => $this->external_product_id,
				'o' => $this->order_id,
				'k' => $this->cart_key,
				'm' => $this->mode,
			),
			static fn( ?string $text ): bool => null !== $text
		);
		foreach ( $texts as $name => $text ) {
			if ( ! preg_match( self::FIELDS[ $name ], $text ) ) {
				throw new \InvalidArgumentException( "A ticket can not hold this as its {$name}." );
			}
		}
		if ( null !== $this->mode && null === $this->order_id && null === $this->cart_key ) {
			throw new \InvalidArgumentException( 'A mode says how to open an order or a line of a cart: name one.' );
		}
		return $texts + array( 'e' => $this->expires_at );
	}
}
