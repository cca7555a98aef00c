<?php
/**
 * Tries to connect that are under way.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * A try is filed under the SHA-256 of its state, so that a wrong state finds nothing and burns nothing, and is taken
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
	 * Where the secret of the try lies whose `complete` is on its way: the connector asks for its proof meanwhile,
	 * in another request, when the row of the try is gone already.
	 */
	private const UNDER_WAY = 'under_way';

	/**
	 * Tries that wait for their owner.
	 *
	 * @var Taken_Rows
	 */
	private Taken_Rows $waiting;

	/**
	 * Tries that are being completed, or were.
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
	 * Files a new try.
	 *
	 * @param string  $state   As the connector named it. Only its hash is kept.
	 * @param Attempt $attempt The try.
	 */
	public function begin( string $state, Attempt $attempt ): void {
		$this->sweep( time() );
		$this->waiting->put( self::hash( $state ), $attempt->to_row(), $attempt->expires );
	}

	/**
	 * Takes a try: not null for one caller alone, and only for its owner in time. The delete comes first and is all
	 * that decides between two callers; who came and when is judged after, so a link in the wrong hands is spent.
	 *
	 * @param string $state As it came back.
	 * @param int    $user  Who came back.
	 * @param int    $now   Unix seconds.
	 */
	public function take( string $state, int $user, int $now ): ?Attempt {
		$hash    = self::hash( $state );
		$attempt = $this->find( $state, $now );
		if ( null === $attempt || ! $this->waiting->take( $hash ) || ! $attempt->is_open_to( $user, $now ) ) {
			return null;
		}
		$this->ended->put( $hash, array( 'user' => $user ), $now + self::ENDING );
		$this->ended->put( self::UNDER_WAY, $attempt->to_row(), $now + self::ENDING );
		return $attempt;
	}

	/**
	 * Looks at a try and leaves it.
	 *
	 * @param string $state As it came back.
	 * @param int    $now   Unix seconds.
	 */
	public function find( string $state, int $now ): ?Attempt {
		return Attempt::from_row( $this->waiting->read( self::hash( $state ), $now ) );
	}

	/**
	 * Whether this person's try under this state is being completed, or was: opening the link again is harmless.
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
	 * The secret of the try whose `complete` is on its way; null when none is.
	 *
	 * @param int $now Unix seconds.
	 */
	public function reveal_secret_under_way( int $now ): ?string {
		$attempt = Attempt::from_row( $this->ended->read( self::UNDER_WAY, $now ) );
		return null === $attempt ? null : $attempt->reveal_connect_secret();
	}

	/**
	 * The `complete` of a try was answered.
	 *
	 * @param string $state     The try's state.
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
	 * Takes away what expired; with null everything, tries that wait included.
	 *
	 * @param int|null $now Unix seconds.
	 */
	public function sweep( ?int $now ): void {
		$this->waiting->sweep( $now );
		$this->ended->sweep( $now );
	}

	/**
	 * What a try is filed under.
	 *
	 * @param string $state Its state.
	 */
	private static function hash( string $state ): string {
		return hash( 'sha256', $state );
	}
}
