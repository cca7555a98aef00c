<?php
/**
 * Tickets, by the vectors that Python runs as well.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Protocol;

use AlterConnector\Protocol\Ticket;
use AlterConnector\Tests\Vectors;
use PHPUnit\Framework\TestCase;

/**
 * The connector opens what we sign, and we sign nothing that it would refuse.
 */
final class Ticket_Test extends TestCase {

	/**
	 * To the letter, so that both sides mean the same form.
	 *
	 * @dataProvider valid
	 * @param array<string, mixed> $vector One of them.
	 */
	public function test_tickets_match_their_vectors( array $vector ): void {
		$content = $vector['content'];
		$ticket  = new Ticket( $content['p'], $content['e'], $content['o'] ?? null, $content['k'] ?? null, $content['m'] ?? null );
		self::assertSame( $vector['ticket'], $ticket->sign( Vectors::read( 'tickets' )['ticketSecret'] ) );
	}

	/**
	 * Better an error here than a shopper before a closed door.
	 *
	 * @dataProvider unfit
	 * @param array{string, ?string, ?string, ?string} $content Product, order, line, mode.
	 */
	public function test_what_would_be_refused_is_not_signed( array $content ): void {
		$this->expectException( \InvalidArgumentException::class );
		( new Ticket( $content[0], 1790000000, $content[1], $content[2], $content[3] ) )->sign( 'secret' );
	}

	/**
	 * Anyone could sign with it.
	 */
	public function test_an_empty_secret_signs_nothing(): void {
		$this->expectException( \InvalidArgumentException::class );
		( new Ticket( 'wc_1', 1790000000 ) )->sign( '' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function valid(): array {
		return Vectors::cases( 'tickets', 'valid' );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{array{string, ?string, ?string, ?string}}>
	 */
	public static function unfit(): array {
		$key = str_repeat( 'A', 22 );
		return array(
			'no product'            => array( array( '', null, null, null ) ),
			'a line break'          => array( array( "wc_1\n", null, null, null ) ),
			'a space'               => array( array( 'wc 1', null, null, null ) ),
			'a long product'        => array( array( str_repeat( 'w', 192 ), null, null, null ) ),
			'an umlaut'             => array( array( 'wc_ü', null, null, null ) ),
			'an empty order'        => array( array( 'wc_1', '', null, null ) ),
			'an order with a slash' => array( array( 'wc_1', '../x', null, null ) ),
			'a short line'          => array( array( 'wc_1', null, str_repeat( 'A', 15 ), null ) ),
			'a long line'           => array( array( 'wc_1', null, str_repeat( 'A', 65 ), null ) ),
			'a padded line'         => array( array( 'wc_1', null, $key . '=', null ) ),
			'a mode alone'          => array( array( 'wc_1', null, null, Ticket::VIEW ) ),
			'an unknown mode'       => array( array( 'wc_1', 'a', $key, 'admin' ) ),
			'an empty mode'         => array( array( 'wc_1', 'a', $key, '' ) ),
		);
	}
}
