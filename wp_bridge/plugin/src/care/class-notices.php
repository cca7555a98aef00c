<?php
/**
 * What an owner is told without having asked.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Checks\Result;
use AlterConnector\State\Connections;

/**
 * One notice at a time, on this plugin's and WooCommerce's screens alone. Nothing is stored but what somebody waved
 * away: a notice is what a check finds now, and is gone when the check finds nothing.
 */
final class Notices {

	private const DISMISS   = 'alter_connector_dismiss';
	private const DISMISSED = 'alter_connector_dismissed';

	/**
	 * Checks that are worth a notice, the worst first, and whether it may be waved away: a shop that sells nothing any
	 * more because of it may not.
	 */
	private const TELLS = array(
		'connection' => false,
		'versions'   => false,
		'jobs'       => false,
		'drafted'    => true,
		'designs'    => true,
		'failed'     => true,
		'conflicts'  => true,
	);

	/**
	 * Built by the room.
	 *
	 * @param Checklist   $checklist   The checks.
	 * @param Findings    $findings    Runs them.
	 * @param Connections $connections A shop that never connected is told nothing.
	 */
	public function __construct( private Checklist $checklist, private Findings $findings, private Connections $connections ) {}

	/**
	 * Hooks them in.
	 */
	public function register(): void {
		add_action( 'admin_notices', array( $this, 'show' ) );
		add_action( 'admin_post_' . self::DISMISS, array( $this, 'dismiss' ) );
	}

	/**
	 * Prints the first notice that there is.
	 */
	public function show(): void {
		if ( ! current_user_can( 'manage_woocommerce' ) || ! self::is_our_screen() || null === $this->connections->current() ) {
			return;
		}
		$dismissed = (array) get_user_meta( get_current_user_id(), self::DISMISSED, true );
		foreach ( self::TELLS as $id => $is_harmless ) {
			$result = $this->findings->run( $this->checklist->all()[ $id ] );
			$is_due = Result::CRITICAL === $result->level || ( $is_harmless && ! $result->is_good() );
			if ( $is_due && ( ! $is_harmless || self::fingerprint( $result ) !== ( $dismissed[ $id ] ?? '' ) ) ) {
				self::notice( $id, $result, $is_harmless );
				return;
			}
		}
	}

	/**
	 * Somebody waved a notice away: until it says something else.
	 */
	public function dismiss(): void {
		check_admin_referer( self::DISMISS );
		$id = sanitize_key( wp_unslash( $_GET['notice'] ?? '' ) );
		if ( ! current_user_can( 'manage_woocommerce' ) || true !== ( self::TELLS[ $id ] ?? false ) ) {
			wp_die( esc_html__( 'You may not do this.', 'alter-connector' ), '', array( 'response' => 403 ) );
		}
		$dismissed        = array_intersect_key( (array) get_user_meta( get_current_user_id(), self::DISMISSED, true ), self::TELLS );
		$dismissed[ $id ] = self::fingerprint( $this->findings->run( $this->checklist->all()[ $id ] ) );
		update_user_meta( get_current_user_id(), self::DISMISSED, $dismissed );
		$back = wp_get_referer();
		wp_safe_redirect( false === $back ? admin_url() : $back );
		exit;
	}

	/**
	 * Whether the page belongs to this plugin or to WooCommerce. The settings tab tells by itself what is the matter.
	 */
	private static function is_our_screen(): bool {
		$screen = get_current_screen();
		if ( null === $screen ) {
			return false;
		}
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- Nothing changes.
		$page = sanitize_key( wp_unslash( $_GET['page'] ?? '' ) );
		$tab  = sanitize_key( wp_unslash( $_GET['tab'] ?? '' ) );
		// phpcs:enable
		if ( 'wc-settings' === $page && 'alter' === $tab ) {
			return false;
		}
		return str_contains( $screen->id, 'alter-connector' ) || in_array( $screen->id, wc_get_screen_ids(), true );
	}

	/**
	 * What the notice says, shortly.
	 *
	 * @param Result $result What a check found.
	 */
	private static function fingerprint( Result $result ): string {
		return substr( md5( $result->text ), 0, 12 );
	}

	/**
	 * Prints one: a cause, and one action.
	 *
	 * @param string $id          The check's.
	 * @param Result $result      What it found.
	 * @param bool   $is_harmless Whether it may be waved away.
	 */
	private static function notice( string $id, Result $result, bool $is_harmless ): void {
		$kind   = Result::CRITICAL === $result->level ? 'error' : 'warning';
		$wave   = wp_nonce_url( admin_url( 'admin-post.php?action=' . self::DISMISS . '&notice=' . $id ), self::DISMISS );
		$action = '' === $result->link ? esc_html( $result->action ) : sprintf( '<a href="%s">%s</a>', esc_url( $result->link ), esc_html( $result->action ) );
		printf(
			'<div class="notice notice-%1$s" data-alter-connector="%2$s"><p><strong>%3$s</strong> %4$s</p><p>%5$s%6$s</p></div>',
			esc_attr( $kind ),
			esc_attr( $id ),
			/* translators: %s: a sentence about the shop's connection to Alter. */
			esc_html( sprintf( __( 'Alter Product Connector: %s', 'alter-connector' ), $result->text ) ),
			esc_html( $result->more ),
			$action, // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- Escaped above.
			$is_harmless ? sprintf( ' | <a href="%s">%s</a>', esc_url( $wave ), esc_html__( 'Dismiss', 'alter-connector' ) ) : ''
		);
	}
}
