<?php
/**
 * Local designs as the connector tells them.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Local_Designs;
use AlterConnector\Tests\Designs\Rows;
use PHPUnit\Framework\TestCase;

require_once dirname( __DIR__ ) . '/designs/class-rows.php';

/**
 * Read tolerantly where fields are new, strictly where they name folders.
 */
final class Local_Designs_Test extends TestCase {

	private const ITEM = array(
		'localDesignId' => 'ld_1',
		'designId'      => 381,
		'title'         => "Mug\n<b>",
		'state'         => 'ready',
		'files'         => array( 'done' => 2, 'total' => 3 ), // phpcs:ignore WordPress.Arrays
		'bytes'         => array( 'done' => 10, 'total' => 20 ), // phpcs:ignore WordPress.Arrays
		'manifestHash'  => Rows::HASH,
		'manifestUrl'   => null,
		'newerUpstream' => true,
		'someNewField'  => array( 1 ),
	);

	/**
	 * All that is told.
	 */
	public function test_it_reads_an_item(): void {
		$told = Local_Designs::told( self::ITEM );
		self::assertNotNull( $told );
		self::assertSame( array( 'ld_1', 381, 'Mug <b>', 'ready', 2, 20, Rows::HASH, '', 1 ), array( $told['local_design_id'], $told['design_id'], $told['title'], $told['upstream'], $told['files_done'], $told['bytes_total'], $told['manifest_hash'], $told['manifest_url'], $told['newer'] ) );
	}

	/**
	 * What would name another folder, or means nothing here, is none.
	 *
	 * @testWith ["localDesignId", "../x"]
	 *           ["localDesignId", "a/b"]
	 *           ["localDesignId", "x\n"]
	 *           ["localDesignId", ""]
	 *           ["localDesignId", 5]
	 *           ["designId", "381"]
	 *           ["state", "splendid"]
	 * @param string $key   Of the item.
	 * @param mixed  $value Otherwise than usual.
	 */
	public function test_it_refuses( string $key, mixed $value ): void {
		self::assertNull( Local_Designs::told( array( $key => $value ) + self::ITEM ) );
	}

	/**
	 * A hash that is none is no hash, a number that is none is no progress.
	 */
	public function test_nonsense_is_left_out(): void {
		$told = Local_Designs::told( array( 'manifestHash' => '<svg>', 'files' => 'many', 'bytes' => array( 'done' => -5, 'total' => '9' ) ) + self::ITEM ); // phpcs:ignore WordPress.Arrays
		self::assertNotNull( $told );
		self::assertSame( array( '', 0, 0, 0 ), array( $told['manifest_hash'], $told['files_total'], $told['bytes_done'], $told['bytes_total'] ) );
	}

	/**
	 * What is done here wins over what the connector last said.
	 *
	 * @testWith ["installed", "", "", "installed"]
	 *           ["installed", "", "local.fileChanged", "stale"]
	 *           ["installed", "download", "", "installing"]
	 *           ["ready", "wanted", "", "fetching"]
	 *           ["ready", "", "", "ready"]
	 *           ["ready", "failed", "", "failed"]
	 *           ["installed", "removed", "", "removed"]
	 *           ["gone", "", "local.filesGone", "gone"]
	 * @param string $upstream The connector's state.
	 * @param string $step     What is done here.
	 * @param string $fault    What the last look found.
	 * @param string $state    What people see.
	 */
	public function test_its_state( string $upstream, string $step, string $fault, string $state ): void {
		self::assertSame( $state, Rows::of( compact( 'upstream', 'step', 'fault' ) )->state() );
	}
}
