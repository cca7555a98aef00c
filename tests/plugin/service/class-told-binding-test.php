<?php
/**
 * A binding as the connector tells it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Service;

use AlterConnector\Service\Sender;
use AlterConnector\Service\Told_Binding;
use AlterConnector\State\Binding_Row;
use PHPUnit\Framework\TestCase;

/**
 * Read tolerantly where fields are new, strictly where they decide; compared with what the shop wants.
 */
final class Told_Binding_Test extends TestCase {

	private const ITEM = array(
		'externalProductId' => 'wc_12',
		'runtimeType'       => 'viewer',
		'bindingId'         => 'bd_1',
		'status'            => 'active',
		'designId'          => 381,
		'someNewField'      => array( 1 ),
		'sync'              => array(
			'state'          => 'failed',
			'upstreamStatus' => 422,
			'code'           => 'runtimeBinding.designNotFound',
			'detail'         => 'No such design.',
			'syncedAt'       => '2026-06-01T10:00:00Z',
		),
	);

	/**
	 * All that is told.
	 */
	public function test_it_reads_an_item(): void {
		$told = Told_Binding::from_item( self::ITEM );
		self::assertNotNull( $told );
		self::assertSame( array( 'wc_12 viewer', 'bd_1', 'active', 381, 'failed' ), array( $told->key(), $told->binding_id, $told->status, $told->design_id, $told->state ) );
		self::assertSame( array( 'runtimeBinding.designNotFound', 'No such design.', 422, 1780308000 ), array( $told->code, $told->detail, $told->upstream_status, $told->synced_at ) );
	}

	/**
	 * What the mirror's columns can not take is no answer: written nowhere, it would be asked for again and again.
	 *
	 * @testWith ["12345678901234567890123456789012345678901234567890123456789012345"]
	 *           ["bd 1"]
	 *           ["bd_1\n"]
	 * @param string $binding_id As the connector tells it.
	 */
	public function test_an_id_that_can_not_be_written_is_none( string $binding_id ): void {
		self::assertNull( Told_Binding::from_item( array( 'bindingId' => $binding_id ) + self::ITEM ) );
	}

	/**
	 * A status of HTTP has three digits.
	 */
	public function test_a_status_fits_its_column(): void {
		$sync = array( 'upstreamStatus' => 100000 ) + self::ITEM['sync'];
		self::assertSame( 999, Told_Binding::from_item( array( 'sync' => $sync ) + self::ITEM )->upstream_status );
	}

	/**
	 * What is missing or odd beside the point does no harm.
	 */
	public function test_it_reads_an_item_with_little_in_it(): void {
		$item = array(
			'designId' => null,
			'sync'     => array(
				'state'          => 'synced',
				'code'           => null,
				'upstreamStatus' => 'x',
			),
		) + self::ITEM;
		$told = Told_Binding::from_item( $item );
		self::assertNotNull( $told );
		self::assertSame( array( null, '', '', 0, null ), array( $told->design_id, $told->code, $told->detail, $told->upstream_status, $told->synced_at ) );
	}

	/**
	 * What is no binding is none.
	 *
	 * @dataProvider strangers
	 * @param mixed $item As decoded.
	 */
	public function test_it_refuses_what_is_none( mixed $item ): void {
		self::assertNull( Told_Binding::from_item( $item ) );
	}

	/**
	 * Its data.
	 *
	 * @return array<string, array{mixed}>
	 */
	public static function strangers(): array {
		return array(
			'null'              => array( null ),
			'text'              => array( 'binding' ),
			'empty'             => array( array() ),
			'no id'             => array( array( 'bindingId' => '' ) + self::ITEM ),
			'a number as id'    => array( array( 'externalProductId' => 12 ) + self::ITEM ),
			'no state'          => array( array( 'sync' => array() ) + self::ITEM ),
			'an unknown state'  => array( array( 'sync' => array( 'state' => 'perhaps' ) ) + self::ITEM ),
			'sync is no object' => array( array( 'sync' => 'synced' ) + self::ITEM ),
		);
	}

	/**
	 * Whether both want the same.
	 *
	 * @testWith ["active", 381, true]
	 *           ["inactive", 381, false]
	 *           ["active", 382, false]
	 *           ["archived", 382, false]
	 * @param string $wanted The mirror's status.
	 * @param int    $design The mirror's design.
	 * @param bool   $same   Whether they agree.
	 */
	public function test_matches( string $wanted, int $design, bool $same ): void {
		$told = Told_Binding::from_item( self::ITEM );
		self::assertNotNull( $told );
		self::assertSame( $same, $told->matches( self::row( $wanted, $design ) ) );
	}

	/**
	 * Of a design that lies in the shop the connector names its id, and no number of Alter's.
	 */
	public function test_a_local_design_matches_by_its_id(): void {
		$told = Told_Binding::from_item( array( 'designId' => null, 'localDesignId' => 'ld_1' ) + self::ITEM ); // phpcs:ignore
		self::assertNotNull( $told );
		self::assertTrue( $told->matches( self::row( 'active', 381, 'ld_1' ) ) );
		self::assertFalse( $told->matches( self::row( 'active', 381, 'ld_2' ) ) );
		self::assertFalse( $told->matches( self::row( 'active', 381 ) ) );
		self::assertFalse( Told_Binding::from_item( self::ITEM )->matches( self::row( 'active', 381, 'ld_1' ) ) );
	}

	/**
	 * Of what is archived, the design says nothing.
	 */
	public function test_an_archived_one_matches_whatever_its_design(): void {
		$told = Told_Binding::from_item( array( 'status' => 'archived', 'designId' => null ) + self::ITEM ); // phpcs:ignore
		self::assertNotNull( $told );
		self::assertTrue( $told->matches( self::row( 'archived', 381 ) ) );
		self::assertFalse( $told->matches( self::row( 'inactive', 381 ) ) );
	}

	/**
	 * What is sent of a row: without a design nothing is said of it, so that the connector keeps what it has.
	 */
	public function test_what_is_sent(): void {
		$item = array(
			'externalProductId' => 'wc_12',
			'runtimeType'       => 'viewer',
			'status'            => 'active',
		);
		self::assertSame( $item + array( 'designId' => 381 ), Sender::item( self::row( 'active', 381 ) ) );
		self::assertSame( $item, Sender::item( self::row( 'active', 0 ) ) );
		self::assertSame( $item + array( 'localDesignId' => 'ld_1' ), Sender::item( self::row( 'active', 381, 'ld_1' ) ) );
		// It may not be installed any more, which would refuse the end of the binding.
		self::assertSame( array( 'status' => 'archived' ) + $item, array( 'status' => 'archived' ) + Sender::item( self::row( 'archived', 381, 'ld_1' ) ) );
		self::assertArrayNotHasKey( 'localDesignId', Sender::item( self::row( 'archived', 381, 'ld_1' ) ) );
	}

	/**
	 * A row of the mirror.
	 *
	 * @param string $wanted Its status.
	 * @param int    $design Its design.
	 * @param string $local  Its local design's id.
	 */
	private static function row( string $wanted, int $design, string $local = '' ): Binding_Row {
		return Binding_Row::from_row(
			array(
				'id'                  => '1',
				'object_id'           => '12',
				'product_id'          => '12',
				'runtime_type'        => 'viewer',
				'external_product_id' => 'wc_12',
				'title'               => 'Mug',
				'design_id'           => (string) $design,
				'local_design_id'     => $local,
				'design_name'         => '',
				'wanted'              => $wanted,
				'version'             => '1',
				'wanted_hash'         => '',
				'sent_hash'           => '',
				'state'               => 'pending',
				'binding_id'          => '',
				'code'                => '',
				'detail'              => '',
				'upstream_status'     => '0',
				'attempts'            => '0',
				'next_attempt_at'     => null,
				'synced_at'           => null,
				'updated_at'          => '2026-06-01 10:00:00',
			)
		);
	}
}
