<?php
/**
 * What came of what was sent.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\State;

use AlterConnector\State\Outcomes;
use PHPUnit\Framework\TestCase;

/**
 * Which refusals say that there is nothing left to archive.
 */
final class Outcomes_Test extends TestCase {

	/**
	 * A binding that Alter may still serve must not be forgotten.
	 *
	 * @testWith ["runtimeBinding.notFound", 404, true]
	 *           ["", 404, true]
	 *           ["", 410, true]
	 *           ["runtimeBinding.archived", 409, true]
	 *           ["runtimeBinding.designNotFound", 422, true]
	 *           ["runtimeBinding.designRequired", 422, true]
	 *           ["runtimeBinding.reassignmentLimitReached", 409, false]
	 *           ["plan.notEligible", 403, false]
	 *           ["", 400, false]
	 *           ["", 0, false]
	 * @param string $code   Alter's.
	 * @param int    $status Alter's.
	 * @param bool   $means  Whether Alter does not hold it.
	 */
	public function test_a_refusal_says_whether_alter_holds_it( string $code, int $status, bool $means ): void {
		self::assertSame( $means, Outcomes::means_not_there( $code, $status ) );
	}
}
