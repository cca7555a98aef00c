<?php
/**
 * The connection section of the tab.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Parts;
use AlterConnector\State\Standing;

/**
 * Chooses what is printed. Everything comes from this site's own database.
 */
final class Connection_Screen {

	/**
	 * Built by the room's hooks.
	 *
	 * @param Parts $parts What the plugin is made of.
	 * @param Flows $flows What this room can do.
	 */
	public function __construct( private Parts $parts, private Flows $flows ) {}

	/**
	 * The connection, or the way to one.
	 */
	public function print_connection(): void {
		$outcome = $this->outcome();
		echo '<div class="alter-connector">';
		if ( null !== $outcome && ( Connected_View::TROUBLE[ $this->parts->standing->current() ] ?? '' ) !== $outcome->code ) {
			( new Outcome_View( $outcome ) )->print_notice();
		}
		if ( null === $this->parts->connections->current() ) {
			( new Connect_View( $this->parts->addresses, $this->flows->site_facts, $outcome ) )->print_page();
		} elseif ( Standing::MOVED === $this->parts->standing->current() ) {
			( new Safe_View( $this->parts->connections, $this->parts->standing ) )->print_page();
		} else {
			( new Connected_View( $this->parts, $this->flows ) )->print_page();
		}
		if ( null !== $this->parts->connections->current() ) {
			/**
			 * Other rooms' panels of a connected shop. They stand inside WooCommerce's form.
			 */
			do_action( 'alter_connector_settings_panels' );
		}
		echo '</div>';
	}

	/**
	 * How to disconnect.
	 */
	public function print_leaving(): void {
		echo '<div class="alter-connector">';
		if ( null === $this->parts->connections->current() ) {
			echo '<p>' . esc_html__( 'This shop is not connected.', 'alter-connector' ) . '</p>';
			printf( '<p><a class="button" href="%1$s">%2$s</a></p>', esc_url( Links::tab() ), esc_html__( 'Back', 'alter-connector' ) );
		} else {
			( new Leave_View( $this->parts->known_store, $this->parts->local_designs ) )->print_page();
		}
		echo '</div>';
	}

	/**
	 * What happened last: told once, unless it is a question that waits for its answer.
	 */
	private function outcome(): ?Outcome {
		$user  = get_current_user_id();
		$asked = $this->flows->return_outcomes->look( $user );
		if ( null !== $asked && null !== $asked->proof ) {
			return $asked;
		}
		$told = $this->flows->tab_outcomes->look( $user );
		return null !== $told && null !== $told->proof ? $told : $this->flows->tab_outcomes->take( $user );
	}
}
