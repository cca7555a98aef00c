<?php
/**
 * What a site in safe mode asks.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Connections;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Standing;

/**
 * The question with its three answers, on the tab and as a notice.
 */
final class Safe_View {

	/**
	 * Built where it is printed.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    How it stands.
	 */
	public function __construct( private Connections $connections, private Standing $standing ) {}

	/**
	 * As the tab.
	 */
	public function print_page(): void {
		echo '<h2>' . esc_html__( 'Is this a copy?', 'alter-connector' ) . '</h2><div class="alter-connector-card">';
		$this->print_cause();
		echo '<dl class="alter-connector-choices">';
		self::print_choice( 'move', __( 'This is the new address', 'alter-connector' ), __( 'The shop has moved here, and the old address is given up. The connector checks that it reaches this site, and everything goes on.', 'alter-connector' ) );
		self::print_choice( 'separate', __( 'This is a copy: connect it separately', 'alter-connector' ), __( 'This site forgets the connection. The original keeps it, and nothing changes there.', 'alter-connector' ) );
		self::print_choice( 'stay', __( 'Stay safe', 'alter-connector' ), __( 'Nothing is sent from here. You can decide later on this page.', 'alter-connector' ) );
		echo '</dl></div>';
	}

	/**
	 * As a notice on other screens.
	 */
	public function print_notice(): void {
		echo '<div class="notice notice-warning alter-connector-safe"><p><strong>' . esc_html__( 'Alter: this site is in safe mode', 'alter-connector' ) . '</strong></p>';
		$this->print_cause();
		echo '<p class="alter-connector-actions">';
		Form::button( 'move', __( 'This is the new address', 'alter-connector' ) );
		Form::button( 'separate', __( 'This is a copy: connect it separately', 'alter-connector' ) );
		Form::button( 'stay', __( 'Stay safe', 'alter-connector' ) );
		echo '</p></div>';
	}

	/**
	 * Why it is asked.
	 */
	private function print_cause(): void {
		$connection = $this->connections->current();
		// The address in the database may have been rewritten with all others when the site was copied; then the
		// connector's word for it is as good as none.
		$known = $this->standing->detail()['storeUrl'] ?? ( null === $connection ? '' : $connection->store_url );
		if ( is_string( $known ) && '' !== $known && untrailingslashit( $known ) !== untrailingslashit( Site_Print::home() ) ) {
			/* translators: 1: the address that was connected, 2: the address now. */
			$text = sprintf( __( 'The connection was made at %1$s, and this is %2$s.', 'alter-connector' ), $known, Site_Print::home() );
		} elseif ( 'production' !== wp_get_environment_type() ) {
			/* translators: %s: a type of environment, e.g. staging. */
			$text = sprintf( __( 'The connection was made by a live shop, and this site calls itself %s.', 'alter-connector' ), wp_get_environment_type() );
		} else {
			/* translators: %s: an address. */
			$text = sprintf( __( 'The connection was made at another address than %s.', 'alter-connector' ), Site_Print::home() );
		}
		printf( '<p>%s %s</p>', esc_html( $text ), esc_html__( 'Until you decide, nothing is sent to the connector, so that a copy changes nothing of the original.', 'alter-connector' ) );
	}

	/**
	 * One of the answers.
	 *
	 * @param string $verb  Of `Posts`.
	 * @param string $label On the button.
	 * @param string $text  What it does.
	 */
	private static function print_choice( string $verb, string $label, string $text ): void {
		echo '<dt>';
		// None is the primary one: whoever clicks without reading would take the connection from the live shop.
		Form::button( $verb, $label );
		printf( '</dt><dd>%s</dd>', esc_html( $text ) );
	}
}
