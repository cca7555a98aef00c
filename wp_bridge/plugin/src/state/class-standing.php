<?php
/**
 * How the site stands with its connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

use const AlterConnector\VERSION;

/**
 * What is known of the connection without asking. Only `ok` may write to the connector.
 *
 * It changes by what the connector answers (`Service\Store_Watch`) and by where the site finds itself; every change
 * is told as `alter_connector_standing_changed`.
 */
final class Standing {

	/**
	 * Nothing is known to be wrong.
	 */
	public const OK = 'ok';

	/**
	 * The connector does not know this site's token any more; a second call confirmed it.
	 */
	public const LOST = 'lost';

	/**
	 * Alter does not accept the credential that the connector holds: the owner has to approve again.
	 */
	public const UNAPPROVED = 'unapproved';

	/**
	 * The connector does not speak with a plugin this old.
	 */
	public const TOO_OLD = 'too_old';

	/**
	 * Safe mode: this site is not where it connected, so it may be a copy.
	 */
	public const MOVED = 'moved';

	private const OPTION = 'alter_connector_standing';

	/**
	 * Built once, by the plugin.
	 *
	 * @param Connections $connections The connection.
	 * @param Site_Print  $site_print  Where the site was.
	 */
	public function __construct( private Connections $connections, private Site_Print $site_print ) {}

	/**
	 * The standing, one of the constants. A site without a connection stands well: it has nothing to lose.
	 */
	public function current(): string {
		if ( null === $this->connections->current() ) {
			return self::OK;
		}
		return $this->site_print->matches() ? $this->told() : self::MOVED;
	}

	/**
	 * Whether the site may change anything at the connector. Asked before every such call.
	 */
	public function may_write(): bool {
		return null !== $this->connections->current() && self::OK === $this->current();
	}

	/**
	 * Since when it stands so, in Unix seconds; 0 when unknown.
	 */
	public function since(): int {
		return (int) ( $this->row()['since'] ?? 0 );
	}

	/**
	 * What came with it: the problem of the connector's refusal.
	 *
	 * @return array<string, mixed>
	 */
	public function detail(): array {
		$detail = $this->row()['detail'] ?? array();
		return is_array( $detail ) ? $detail : array();
	}

	/**
	 * Keeps a new standing, and tells of it when it is another.
	 *
	 * @param string               $state  One of the constants.
	 * @param array<string, mixed> $detail The refusal's problem.
	 */
	public function becomes( string $state, array $detail = array() ): void {
		if ( self::OK === $state && $this->is_elsewhere() ) {
			// Whatever the connector takes: where the site finds itself, only the owner can say what it is.
			return;
		}
		$before = $this->last();
		$detail = Excerpt::of( $detail );
		if ( self::OK === $state ) {
			delete_option( self::OPTION );
		} elseif ( $state !== $before || $detail !== $this->detail() ) {
			update_option( self::OPTION, $this->entry( $state, $before, $detail ), false );
		}
		if ( $state !== $before ) {
			/**
			 * The site stands otherwise with its connector than before.
			 *
			 * @param string $before One of the constants of Standing.
			 * @param string $state  Another one.
			 */
			do_action( 'alter_connector_standing_changed', $before, $state );
		}
	}

	/**
	 * The connector took this site's token: what it refused it for is over. Whether Alter takes the credential, and
	 * whether the plugin is old, only `GET /v1/store` says (`Service\Store_Watch`): some routes are open in spite of it.
	 */
	public function answered(): void {
		if ( in_array( $this->last(), array( self::LOST, self::MOVED ), true ) && ! $this->is_elsewhere() ) {
			$this->becomes( self::OK );
		}
	}

	/**
	 * Looks where the site is, and tells of it when that changed. Asks nobody.
	 */
	public function look_around(): void {
		if ( $this->is_elsewhere() ) {
			if ( self::MOVED !== $this->last() ) {
				$this->becomes( self::MOVED, array( 'seenHere' => true ) );
			}
		} elseif ( self::MOVED === $this->last() && isset( $this->detail()['seenHere'] ) ) {
			$this->becomes( self::OK );
		}
	}

	/**
	 * Whether the site itself sees that it is not where it connected; the connector was not asked.
	 */
	public function is_elsewhere(): bool {
		return null !== $this->connections->current() && ! $this->site_print->matches();
	}

	/**
	 * Whether the site is connected and, as far as it sees itself, where it connected.
	 */
	public function is_at_home(): bool {
		return null !== $this->connections->current() && $this->site_print->matches();
	}

	/**
	 * Forgets it, without a word: there is no connection any more.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * What was kept last. A newer plugin is not too old until it hears so itself.
	 */
	private function told(): string {
		$state = $this->last();
		return self::TOO_OLD === $state && VERSION !== ( $this->row()['version'] ?? '' ) ? self::OK : $state;
	}

	/**
	 * The state of the row.
	 */
	private function last(): string {
		$state = $this->row()['state'] ?? self::OK;
		$known = array( self::LOST, self::UNAPPROVED, self::TOO_OLD, self::MOVED );
		return in_array( $state, $known, true ) ? $state : self::OK;
	}

	/**
	 * A new row.
	 *
	 * @param string               $state  One of the constants.
	 * @param string               $before The one before.
	 * @param array<string, mixed> $detail The refusal's problem.
	 * @return array<string, mixed>
	 */
	private function entry( string $state, string $before, array $detail ): array {
		return array(
			'state'   => $state,
			'since'   => $state === $before ? $this->since() : time(),
			'version' => VERSION,
			'detail'  => $detail,
		);
	}

	/**
	 * The option.
	 *
	 * @return array<string, mixed>
	 */
	private function row(): array {
		$row = get_option( self::OPTION );
		return is_array( $row ) ? $row : array();
	}
}
