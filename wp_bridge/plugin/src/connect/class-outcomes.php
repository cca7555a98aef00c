<?php
/**
 * What a person is told after a redirect.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Attempts;
use AlterConnector\State\Taken_Rows;

/**
 * The last outcome of each person, for ten minutes. Nothing of it is in an address: what a page says can not be made
 * up by a link.
 */
final class Outcomes {

	/**
	 * One row a person and place.
	 *
	 * @var Taken_Rows
	 */
	private Taken_Rows $rows;

	/**
	 * Built by the room's hooks.
	 *
	 * @param string $place "tab" or "return": where it is shown.
	 */
	public function __construct( string $place ) {
		$this->rows = new Taken_Rows( "alter_connector_outcome_{$place}_" );
	}

	/**
	 * Keeps an outcome in the place of the last one.
	 *
	 * @param int     $user    For whom.
	 * @param Outcome $outcome What to tell.
	 */
	public function keep( int $user, Outcome $outcome ): void {
		$now = time();
		$this->sweep( $now );
		$until = null === $outcome->proof ? $now + Attempts::LIFETIME : $outcome->proof->attempt->expires;
		$this->rows->put( (string) $user, $outcome->to_row(), $until );
	}

	/**
	 * Takes away what expired.
	 *
	 * @param int $now Unix seconds.
	 */
	public function sweep( int $now ): void {
		$this->rows->sweep( $now );
	}

	/**
	 * Looks at it and leaves it, so that a page can be loaded again.
	 *
	 * @param int $user Whose.
	 */
	public function look( int $user ): ?Outcome {
		return Outcome::from_row( $this->rows->read( (string) $user, time() ) );
	}

	/**
	 * Takes it away; of two requests one gets it.
	 *
	 * @param int $user Whose.
	 */
	public function take( int $user ): ?Outcome {
		$outcome = $this->look( $user );
		return null !== $outcome && $this->rows->take( (string) $user ) ? $outcome : null;
	}
}
