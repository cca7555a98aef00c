<?php
/**
 * What a site holds of its connection.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Connection;
use PHPUnit\Framework\TestCase;

/**
 * Kept whole, changed whole, and never shown.
 */
final class Connection_Test extends TestCase {

	private const ANSWER = array(
		'storeId'       => 'st_1',
		'storeToken'    => 'token-of-the-store',
		'storefrontKey' => 'key-for-browsers',
		'ticketSecret'  => 'secret-of-tickets',
		'store'         => array( 'storeUrl' => 'https://shop.example/' ),
	);

	/**
	 * Through the option and back.
	 */
	public function test_an_answer_becomes_a_connection_and_survives_the_option(): void {
		$connection = Connection::from_answer( self::ANSWER, 'secret-of-connect', 1790000000 );
		$again      = Connection::from_row( unserialize( serialize( $connection->to_row() ) ) ); // phpcs:ignore
		self::assertEquals( $connection, $again );
		self::assertSame( 'st_1', $again->store_id );
		self::assertSame( 'https://shop.example/', $again->store_url );
		self::assertSame( 'key-for-browsers', $again->storefront_key );
		self::assertSame( 1790000000, $again->connected_at );
		self::assertSame( 'token-of-the-store', $again->reveal_store_token() );
		self::assertSame( 'secret-of-tickets', $again->reveal_ticket_secret() );
		self::assertSame( 'secret-of-connect', $again->reveal_connect_secret() );
	}

	/**
	 * A connection without a token is none.
	 *
	 * @testWith ["storeId"]
	 *           ["storeToken"]
	 *           ["storefrontKey"]
	 *           ["ticketSecret"]
	 * @param string $key What is missing, empty or no text.
	 */
	public function test_an_answer_that_lacks_something_is_refused( string $key ): void {
		foreach ( array( null, '', 7, array( 'x' ) ) as $value ) {
			try {
				Connection::from_answer( array( $key => $value ) + self::ANSWER, '', 1790000000 );
			} catch ( \UnexpectedValueException $refusal ) {
				self::assertStringContainsString( $key, $refusal->getMessage() );
				continue;
			}
			self::fail( 'It was taken.' );
		}
	}

	/**
	 * Another plugin's import, a half restored backup.
	 */
	public function test_what_is_no_connection_is_none(): void {
		$row = Connection::from_answer( self::ANSWER, '', 1790000000 )->to_row();
		foreach ( array( false, null, '', 'text', array(), array_fill_keys( array_keys( $row ), 7 ) ) as $other ) {
			self::assertNull( Connection::from_row( $other ) );
		}
		foreach ( array( 'store_id', 'store_token' ) as $key ) {
			self::assertNull( Connection::from_row( array( $key => '' ) + $row ) );
			self::assertNull( Connection::from_row( array_diff_key( $row, array( $key => 1 ) ) ) );
		}
	}

	/**
	 * The other secrets stay.
	 */
	public function test_a_rotation_changes_the_token_alone(): void {
		$before = Connection::from_answer( self::ANSWER, 'secret-of-connect', 1790000000 );
		$after  = $before->with_store_token( 'next' );
		self::assertSame( 'next', $after->reveal_store_token() );
		self::assertSame( 'token-of-the-store', $before->reveal_store_token() );
		self::assertSame( array( 'store_token' => 'next' ), array_diff_assoc( $after->to_row(), $before->to_row() ) );
	}

	/**
	 * A debug log is read by many.
	 */
	public function test_nothing_secret_is_dumped(): void {
		$connection = Connection::from_answer( self::ANSWER, 'secret-of-connect', 1790000000 );
		ob_start();
		var_dump( $connection ); // phpcs:ignore
		$dumped = ob_get_clean() . print_r( $connection, true ) . json_encode( $connection ); // phpcs:ignore
		foreach ( array( 'token-of-the-store', 'secret-of-tickets', 'secret-of-connect' ) as $secret ) {
			self::assertStringNotContainsString( $secret, $dumped );
		}
		self::assertStringContainsString( 'st_1', $dumped );
	}
}
