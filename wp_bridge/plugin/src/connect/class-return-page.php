<?php
/**
 * Where Alter sends the owner back to.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Parts;

/**
 * A page of wp-admin, so that whoever comes is logged in (WordPress asks for that first, and keeps code and state on
 * the way through its login) and may manage the shop. With a state in its address it acts and redirects to itself
 * without one; then it tells how it ended.
 */
final class Return_Page {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Parts $parts What the plugin is made of.
	 * @param Flows $flows What the room can do.
	 */
	public function __construct( private Parts $parts, private Flows $flows ) {}

	/**
	 * Registers the page, in no menu.
	 */
	public function register(): void {
		$title = __( 'Connecting with Alter', 'alter-connector' );
		$hook  = add_submenu_page( '', $title, $title, 'manage_woocommerce', Introduction::RETURN_PAGE, array( $this, 'print_page' ) );
		if ( false !== $hook ) {
			add_action( "load-{$hook}", array( $this, 'load' ) );
		}
	}

	/**
	 * Before anything is printed.
	 */
	public function load(): void {
		// A page in no menu has no title of its own, and WordPress would put null through strip_tags().
		$GLOBALS['title'] = __( 'Connecting with Alter', 'alter-connector' ); // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- See above.
		nocache_headers();
		header( 'Cache-Control: no-store, private, max-age=0' );
		header( 'Referrer-Policy: no-referrer' );
		$state = self::parameter( 'state' );
		if ( '' === $state ) {
			$this->look_again();
			return;
		}
		$user = get_current_user_id();
		$left = $this->flows->return_outcomes->look( $user );
		if ( null !== $left && null !== $left->proof && hash_equals( $left->proof->reveal_state(), $state ) ) {
			// The same link again, while its question waits for an answer.
			self::leave_for( Introduction::return_url() );
		}
		$this->parts->breaker->reset();
		$outcome = $this->flows->finish->came_back( $state, self::parameter( 'code' ), self::parameter( 'error' ), $user );
		if ( 'return.unknown' !== $outcome->code || null === $left || null === $left->proof ) {
			// Any page can send the owner here with a made-up state: that must not end the question that waits.
			$this->flows->return_outcomes->keep( $user, $outcome );
		}
		if ( 'connected' === $outcome->code ) {
			$this->flows->tab_outcomes->keep( $user, $outcome );
			self::leave_for( Links::tab() );
		}
		self::leave_for( Introduction::return_url() );
	}

	/**
	 * The page: how it ended.
	 */
	public function print_page(): void {
		$outcome = $this->outcome();
		echo '<div class="wrap woocommerce alter-connector">';
		if ( null === $outcome ) {
			printf( '<h1>%s</h1><p>%s</p><p>', esc_html__( 'Nothing is under way', 'alter-connector' ), esc_html__( 'No connection of yours was finished in the last ten minutes.', 'alter-connector' ) );
			Outcome_View::print_link( Links::tab(), __( 'Go to the connection', 'alter-connector' ), true );
			echo '</p>';
		} else {
			( new Outcome_View( $outcome ) )->print_page();
		}
		echo '</div>';
	}

	/**
	 * While another request finishes the attempt, the page looks again by itself.
	 */
	private function look_again(): void {
		$outcome = $this->outcome();
		if ( null !== $outcome && 'return.ending' === $outcome->code ) {
			header( 'Refresh: 2' );
		}
	}

	/**
	 * What to tell: of an attempt that was being finished elsewhere, how that went.
	 */
	private function outcome(): ?Outcome {
		$user    = get_current_user_id();
		$outcome = $this->flows->return_outcomes->look( $user );
		if ( null === $outcome || 'return.ending' !== $outcome->code || $this->parts->attempts->is_under_way( $user, time() ) ) {
			return $outcome;
		}
		return new Outcome( null === $this->parts->connections->current() ? 'return.unknown' : 'connected' );
	}

	/**
	 * A parameter of Alter's answer. There is no nonce: the state is one, bound to the user and good for once.
	 *
	 * @param string $name "state", "code" or "error".
	 */
	private static function parameter( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- See above; the pattern below is stricter than any sanitising.
		$found = wp_unslash( $_GET[ $name ] ?? '' );
		// What the contract takes: visible ASCII, no more than 512 characters.
		return is_string( $found ) && preg_match( '/^[\x21-\x7e]{1,512}$/', $found ) ? $found : '';
	}

	/**
	 * Goes to another address, and ends.
	 *
	 * @param string $url On this site.
	 */
	private static function leave_for( string $url ): void {
		wp_safe_redirect( $url );
		exit;
	}
}
