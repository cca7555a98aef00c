<?php
/**
 * Tells an outcome.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Delivery;

/**
 * As a notice on the tab, or as the return page: title, one cause, one action.
 */
final class Outcome_View {

	/**
	 * The words.
	 *
	 * @var Message
	 */
	private Message $message;

	/**
	 * Built where it is printed.
	 *
	 * @param Outcome $outcome What happened.
	 */
	public function __construct( private Outcome $outcome ) {
		$this->message = 'left' === $outcome->code ? self::left( $outcome ) : Messages::of( $outcome );
	}

	/**
	 * As a notice. Buttons that the page below has anyway are left out.
	 */
	public function print_notice(): void {
		// "inline": WordPress' script would move the notice above the tabs.
		printf( '<div class="notice notice-%s inline" role="status"><p><strong>%s</strong></p><p>%s</p>', esc_attr( $this->message->kind ), esc_html( $this->message->title ), esc_html( $this->message->text ) );
		$this->print_list();
		if ( ! in_array( $this->message->action, array( Message::START, Message::TAB ), true ) ) {
			$this->print_action();
		}
		$this->print_reference();
		echo '</div>';
	}

	/**
	 * As a page of its own.
	 */
	public function print_page(): void {
		printf( '<h1>%s</h1><div class="notice notice-%s inline" role="status"><p>%s</p></div>', esc_html( $this->message->title ), esc_attr( $this->message->kind ), esc_html( $this->message->text ) );
		$this->print_action();
		$this->print_reference();
	}

	/**
	 * What is left behind, after disconnecting.
	 */
	private function print_list(): void {
		if ( 'left' !== $this->outcome->code ) {
			return;
		}
		echo '<ul class="ul-disc">';
		foreach ( Left_Behind::sentences( $this->outcome->values ) as $sentence ) {
			printf( '<li>%s</li>', esc_html( $sentence ) );
		}
		echo '</ul>';
	}

	/**
	 * The one thing to do.
	 */
	private function print_action(): void {
		if ( Message::NONE === $this->message->action ) {
			return;
		}
		echo '<p class="alter-connector-actions">';
		switch ( $this->message->action ) {
			case Message::START:
				Form::button( 'connect', __( 'Start again', 'alter-connector' ), true );
				break;
			case Message::RESUME:
				Form::button( 'resume', __( 'Finish connecting', 'alter-connector' ), true );
				break;
			case Message::SHARE:
				Form::button( 'share', __( 'Share this storefront', 'alter-connector' ), true );
				Form::button( 'connect', __( 'Choose another', 'alter-connector' ) );
				break;
			case Message::UPDATE:
				self::print_link( Delivery::updates_url(), __( 'Look for updates', 'alter-connector' ), true );
				break;
			case Message::GENERAL:
				self::print_link( admin_url( 'options-general.php' ), __( 'Open general settings', 'alter-connector' ), true );
				break;
			case Message::TAB:
				self::print_link( Links::tab(), __( 'Go to the connection', 'alter-connector' ), true );
				break;
		}
		echo '</p>';
	}

	/**
	 * What whoever runs the connector finds in its log.
	 */
	private function print_reference(): void {
		$id = $this->outcome->text( 'requestId' );
		if ( '' !== $id && 'error' === $this->message->kind ) {
			/* translators: 1: a code such as connect.storeTaken, 2: an id of the request. */
			printf( '<p class="description">%s</p>', esc_html( sprintf( __( 'For whoever runs the connector: %1$s, request %2$s', 'alter-connector' ), $this->outcome->code, $id ) ) );
		}
	}

	/**
	 * A link that looks like a button.
	 *
	 * @param string $url     Where to.
	 * @param string $label   On it.
	 * @param bool   $primary The one thing to do on the page.
	 */
	public static function print_link( string $url, string $label, bool $primary = false ): void {
		printf( '<a class="button %1$s" href="%2$s">%3$s</a>', $primary ? 'button-primary' : '', esc_url( $url ), esc_html( $label ) );
	}

	/**
	 * The words after disconnecting.
	 *
	 * @param Outcome $outcome With `told`.
	 */
	private static function left( Outcome $outcome ): Message {
		return empty( $outcome->values['told'] )
			? new Message( __( 'Disconnected on this site only', 'alter-connector' ), __( 'This site has forgotten the connection and its token. What stays elsewhere:', 'alter-connector' ), Message::NONE, 'warning' )
			: new Message( __( 'Disconnected', 'alter-connector' ), __( 'Tokens and keys of this shop open nothing any more. What stays at Alter:', 'alter-connector' ), Message::NONE, 'success' );
	}
}
