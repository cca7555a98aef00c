<?php
/**
 * The one mail about a lost connection.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\State\Settings;
use AlterConnector\State\Standing;

/**
 * Tells the shop's administrator once per loss, and only of what is confirmed and needs a person: a connector that is
 * down for an hour is nobody's mail.
 */
final class Loss_Mail {

	/**
	 * Whether this loss was told.
	 */
	private const OPTION = 'alter_connector_loss_told';

	private const LOSSES = array( Standing::LOST, Standing::UNAPPROVED );

	/**
	 * Built by the room.
	 *
	 * @param Settings $settings Whether mail is wanted.
	 * @param Standing $standing Where the site stands.
	 */
	public function __construct( private Settings $settings, private Standing $standing ) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'alter_connector_standing_changed', array( $this, 'standing_changed' ), 20, 2 );
		add_action( 'alter_connector_connected', array( $this, 'forget' ), 10, 0 );
		add_action( 'alter_connector_disconnected', array( $this, 'forget' ), 10, 0 );
	}

	/**
	 * Tells of a loss, or forgets one that is over.
	 *
	 * @param mixed $before Unused: which loss came before makes no second mail.
	 * @param mixed $after  The standing of now.
	 */
	public function standing_changed( mixed $before, mixed $after = '' ): void {
		unset( $before );
		if ( Standing::OK === $after ) {
			$this->forget();
			return;
		}
		// A copy of a shop has the original's administrator in its settings; he would be told of what is not lost.
		if ( ! in_array( $after, self::LOSSES, true ) || ! $this->settings->mail() || $this->standing->is_elsewhere() ) {
			return;
		}
		// The row's insertion decides between two requests that notice at the same moment.
		if ( add_option( self::OPTION, time(), '', false ) ) {
			$this->send( (string) $after );
		}
	}

	/**
	 * The loss is over.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * Sends it, in the site's language and in the look of the shop's other mails.
	 *
	 * @param string $loss One of LOSSES.
	 */
	private function send( string $loss ): void {
		try {
			wc_switch_to_site_locale();
			$title = __( 'Your shop is no longer connected to Alter', 'alter-connector' );
			/* translators: %s: the shop's name. */
			$subject = sprintf( __( '[%s] The connection to Alter is lost', 'alter-connector' ), wp_specialchars_decode( (string) get_option( 'blogname' ), ENT_QUOTES ) );
			$mailer  = WC()->mailer();
			$mailer->send( (string) get_option( 'admin_email' ), $subject, $mailer->wrap_message( $title, self::body( $loss ) ) );
		} catch ( \Throwable $fault ) {
			do_action( 'alter_connector_log', 'error', 'The mail about the lost connection was not sent.', array( 'fault' => $fault ) );
		} finally {
			wc_restore_locale();
		}
	}

	/**
	 * Its text: what happened, what it means, what to do.
	 *
	 * @param string $loss One of LOSSES.
	 */
	private static function body( string $loss ): string {
		$cause = Standing::LOST === $loss
			? __( 'The connector does not know this shop any more: it was removed there, or its token was withdrawn.', 'alter-connector' )
			: __( 'Alter does not accept this shop\'s credential any more: it was withdrawn at Alter, or the Alter account changed.', 'alter-connector' );
		$lines = array(
			$cause,
			__( 'Your mappings are kept. Changes to products do not reach Alter, and 3D tools may not open, until you connect again.', 'alter-connector' ),
		);
		$html  = '';
		foreach ( $lines as $line ) {
			$html .= '<p>' . esc_html( $line ) . '</p>';
		}
		return $html . sprintf(
			'<p><a href="%s">%s</a></p><p><small>%s</small></p>',
			esc_url( admin_url( 'admin.php?page=wc-settings&tab=alter' ) ),
			esc_html__( 'Connect again', 'alter-connector' ),
			esc_html__( 'You get this mail once per loss. It can be switched off in WooCommerce > Settings > Alter > Settings.', 'alter-connector' )
		);
	}
}
