<?php
/**
 * Makes lines.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;
use AlterConnector\State\Mirror;
use AlterConnector\State\Visitor;

/**
 * From what was claimed or said to what the cart keeps.
 */
final class Makings {

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror  $mirror  Which design a product opens.
	 * @param Visitor $visitor Whose claim an unchecked line waits for.
	 */
	public function __construct( private Mirror $mirror, private Visitor $visitor ) {}

	/**
	 * The line of a claimed item.
	 *
	 * @param Add_Wish    $wish     What the page asks for.
	 * @param string      $external What the session was for.
	 * @param Claim       $claim    What was claimed.
	 * @param Claim_Line  $claimed  The item.
	 * @param string|null $cart_key Of the line that it replaces.
	 */
	public function claimed( Add_Wish $wish, string $external, Claim $claim, Claim_Line $claimed, ?string $cart_key ): Line {
		return self::line(
			array(
				'alterOrderId'  => $claim->alter_order_id,
				'orderDetailId' => $claimed->detail_id,
				'options'       => Kinds::options( $claimed ),
				'unitPrice'     => $claimed->unit_price,
				'currency'      => $claimed->currency,
				'claimId'       => $claim->id,
				'cartKey'       => $cart_key ?? $wish->cart_key,
				'pictureUrl'    => $claim->picture_url,
				'checked'       => true,
				'designName'    => $claim->design_name,
			) + $this->of_session( $wish, $external )
		);
	}

	/**
	 * The line of what a viewer or configurator says. The session is left out: the same choice made twice is one line.
	 *
	 * @param Add_Wish $wish     What the page asks for.
	 * @param string   $external What the session was for.
	 */
	public function said( Add_Wish $wish, string $external ): Line {
		return self::line(
			array(
				'options'    => Said::options( $wish->payload, substr( determine_locale(), 0, 2 ) ),
				'checked'    => true,
				'sessionRef' => '',
			) + $this->of_session( $wish, $external )
		);
	}

	/**
	 * The line of what the customizer says while nobody can be asked.
	 *
	 * @param Add_Wish $wish     What the page asks for.
	 * @param string   $external What the session was for.
	 * @param int|null $number   The order that the message names.
	 */
	public function unchecked( Add_Wish $wish, string $external, ?int $number ): Line {
		return self::line(
			array(
				'options'       => Said::options( $wish->payload, substr( determine_locale(), 0, 2 ) ),
				'checked'       => false,
				'hintedOrderId' => $number,
				'claimKey'      => $this->visitor->claim_key(),
			) + $this->of_session( $wish, $external )
		);
	}

	/**
	 * The line of a product that is sold without its customizer, because that does not open.
	 *
	 * @param string $external What its session would have been for.
	 */
	public static function without( string $external ): Line {
		return self::line(
			array(
				'runtime'           => 'customizer',
				'externalProductId' => $external,
				'checked'           => false,
			)
		);
	}

	/**
	 * What the session says of itself.
	 *
	 * @param Add_Wish $wish     What the page asks for.
	 * @param string   $external What the session was for.
	 * @return array<string, mixed>
	 */
	private function of_session( Add_Wish $wish, string $external ): array {
		$rows = array_filter( $this->mirror->by_external( array( $external ) ), static fn( $row ): bool => $row->runtime_type === $wish->runtime );
		$row  = reset( $rows );
		return array(
			'runtime'           => $wish->runtime,
			'externalProductId' => $external,
			'sessionRef'        => $wish->session_ref,
			'designId'          => false === $row ? 0 : $row->design_id,
			'designName'        => false === $row ? '' : $row->design_name,
		);
	}

	/**
	 * A line of what is known.
	 *
	 * @param array<string, mixed> $known By the keys of `Line::to_array`.
	 * @throws \LogicException When that is no line: what calls this has checked it.
	 */
	private static function line( array $known ): Line {
		$line = Line::from_array( $known );
		if ( null === $line ) {
			throw new \LogicException( 'A line without a runtime type or a product.' );
		}
		return $line;
	}
}
