<?php
/**
 * Attempts to connect that are under way.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * An attempt is filed under the SHA-256 of its state, so that a wrong state finds nothing and burns nothing, and is taken
 * by one request: whoever opens the same return link a moment later learns how the first one ends.
 *
 * While `complete` is on its way its secret is at hand for the address proof; for ten minutes after it went well the
 * state's hash is known as one that led to a connection.
 */
final class Attempts {

	public const LIFETIME = 600;

	/**
	 * The longest a `complete` takes, the connector's call to this site included.
	 */
	private const ENDING = 60;

	/**
	 * Where the secret of the attempt lies whose `complete` is on its way: the connector asks for its proof meanwhile,
	 * in another request, when the row of the attempt is gone already.
	 */
	private const UNDER_WAY = 'under_way';

	/**
	 * Attempts that wait for their owner.
	 *
	 * @var Taken_Rows
	 */
	private Taken_Rows $waiting;

	/**
	 * Attempts that are being completed, or were.
	 *
	 * @var Taken_Rows
	 */
	private Taken_Rows $ended;

	/**
	 * Built once, by the plugin.
	 */
	public function __construct() {
		$this->waiting = new Taken_Rows( 'alter_connector_attempt_' );
		$this->ended   = new Taken_Rows( 'alter_connector_ended_' );
	}

	/**
	 * Files a new attempt.
	 *
	 * @param string  $state   As the connector named it. Only its hash is kept.
	 * @param Attempt $attempt The attempt.
	 */
	public function begin( string $state, Attempt $attempt ): void {
		$this->sweep( time() );
		$this->waiting->put( self::hash( $state ), $attempt->to_row(), $attempt->expires );
	}

	/**
	 * Takes an attempt: not null for one caller alone, and only for its owner in time. The delete comes first and is all
	 * that decides between two callers; who came and when is judged after, so a link in the wrong hands is spent.
	 *
	 * @param string $state As it came back.
	 * @param int    $user  Who came back.
	 * @param int    $now   Unix seconds.
	 */
	public function take( string $state, int $user, int $now ): ?Attempt {
		$attempt = $this->find( $state );
		$is_open = null !== $attempt && $attempt->is_open_to( $user, $now );
		if ( $is_open && ! $this->is_known( $state, $user, $now ) ) {
			// Before the row is gone: who comes between the two must not hear of an unknown link.
			$this->ended->put( self::hash( $state ), array( 'user' => $user ), $now + self::ENDING );
		}
		if ( null === $attempt || ! $this->waiting->take( self::hash( $state ) ) || ! $is_open ) {
			return null;
		}
		$this->resume( $state, $attempt, $now );
		return $attempt;
	}

	/**
	 * A `complete` of the attempt is on its way, for the first time or with the same proof again.
	 *
	 * @param string  $state   Its state.
	 * @param Attempt $attempt The attempt, which only this request holds.
	 * @param int     $now     Unix seconds.
	 */
	public function resume( string $state, Attempt $attempt, int $now ): void {
		$this->ended->put( self::hash( $state ), array( 'user' => $attempt->user ), $now + self::ENDING );
		$this->ended->put( self::UNDER_WAY, $attempt->to_row(), $now + self::ENDING );
	}

	/**
	 * Looks at an attempt and leaves it, one that expired included: to say why it can not be finished.
	 *
	 * @param string $state As it came back.
	 */
	public function find( string $state ): ?Attempt {
		return Attempt::from_row( $this->waiting->read( self::hash( $state ), 0 ) );
	}

	/**
	 * Whether this person's attempt under this state is being completed, or was: opening the link again is harmless.
	 *
	 * @param string $state As it came back.
	 * @param int    $user  Who came back.
	 * @param int    $now   Unix seconds.
	 */
	public function is_known( string $state, int $user, int $now ): bool {
		$row = $this->ended->read( self::hash( $state ), $now );
		return null !== $row && $user === $row['user'];
	}

	/**
	 * Whether a `complete` is on its way.
	 *
	 * @param int $user Whose.
	 * @param int $now  Unix seconds.
	 */
	public function is_under_way( int $user, int $now ): bool {
		$attempt = Attempt::from_row( $this->ended->read( self::UNDER_WAY, $now ) );
		return null !== $attempt && $user === $attempt->user;
	}

	/**
	 * The secret of the attempt whose `complete` is on its way; null when none is.
	 *
	 * @param int $now Unix seconds.
	 */
	public function reveal_secret_under_way( int $now ): ?string {
		$attempt = Attempt::from_row( $this->ended->read( self::UNDER_WAY, $now ) );
		return null === $attempt ? null : $attempt->reveal_connect_secret();
	}

	/**
	 * The `complete` of an attempt was answered.
	 *
	 * @param string $state     The attempt's state.
	 * @param int    $user      Whose.
	 * @param bool   $went_well False: the link may not be taken for one that led to a connection.
	 * @param int    $now       Unix seconds.
	 */
	public function end( string $state, int $user, bool $went_well, int $now ): void {
		$this->ended->take( self::UNDER_WAY );
		if ( $went_well ) {
			$this->ended->put( self::hash( $state ), array( 'user' => $user ), $now + self::LIFETIME );
		} else {
			$this->ended->take( self::hash( $state ) );
		}
	}

	/**
	 * Takes away what expired; with null everything, attempts that wait included.
	 *
	 * @param int|null $now Unix seconds.
	 */
	public function sweep( ?int $now ): void {
		$this->waiting->sweep( $now );
		$this->ended->sweep( $now );
	}

	/**
	 * What an attempt is filed under.
	 *
	 * @param string $state Its state.
	 */
	private static function hash( string $state ): string {
		return hash( 'sha256', $state );
	}
}
