<?php
/**
 * The tab of a connected shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Parts;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Standing;

/**
 * What is known of the connection, what can be done with it, and what is left to do.
 */
final class Connected_View {

	/**
	 * The code with whose words a standing is told. What just happened is not told a second time with the same.
	 */
	public const TROUBLE = array(
		Standing::LOST       => 'auth.invalidToken',
		Standing::UNAPPROVED => 'store.needsReconnect',
		Standing::TOO_OLD    => 'plugin.tooOld',
	);

	/**
	 * What the connector last said.
	 *
	 * @var Known_Store
	 */
	private Known_Store $store;

	/**
	 * Built where it is printed.
	 *
	 * @param Parts $parts What the plugin is made of.
	 * @param Flows $flows What the room can do.
	 */
	public function __construct( private Parts $parts, private Flows $flows ) {
		$this->store = $parts->known_store;
	}

	/**
	 * The page.
	 */
	public function print_page(): void {
		$this->print_trouble();
		( new Checklist_View( $this->flows->checklist ) )->print_steps();
		echo '<h2>' . esc_html__( 'Connection', 'alter-connector' ) . '</h2><div class="alter-connector-card"><table class="alter-connector-facts"><tbody>';
		foreach ( $this->rows() as list( $label, $text ) ) {
			printf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html( $label ), esc_html( $text ) );
		}
		echo '</tbody></table>';
		$this->print_buttons();
		echo '</div>';
	}

	/**
	 * What is wrong, while something is.
	 */
	private function print_trouble(): void {
		$state = $this->parts->standing->current();
		if ( isset( self::TROUBLE[ $state ] ) ) {
			$message = Messages::of( new Outcome( self::TROUBLE[ $state ], $this->parts->standing->detail() ) );
			printf( '<div class="notice notice-error inline"><p><strong>%s</strong></p><p>%s</p><p class="alter-connector-actions">', esc_html( $message->title ), esc_html( $message->text ) );
			if ( Message::UPDATE === $message->action ) {
				Outcome_View::print_link( self_admin_url( 'plugins.php' ), __( 'Open plugins', 'alter-connector' ), true );
			} else {
				Form::button( 'connect', __( 'Connect again', 'alter-connector' ), true );
			}
			echo '</p></div>';
		}
		foreach ( $this->store->warnings() as $warning ) {
			printf( '<div class="notice notice-warning inline"><p>%s</p></div>', esc_html( $warning['detail'] ) );
		}
	}

	/**
	 * Label and text of each line.
	 *
	 * @return list<array{string, string}>
	 */
	private function rows(): array {
		$connection = $this->parts->connections->current();
		$rows       = array();
		if ( null === $connection ) {
			return $rows;
		}
		$rows[] = array( __( 'Shop', 'alter-connector' ), $connection->store_url );
		$rows[] = array( __( 'Connected since', 'alter-connector' ), self::date( $connection->connected_at ) );
		$rows[] = array( __( 'Address', 'alter-connector' ), $this->store->address_proved() ? __( 'Proved: the connector has reached this site', 'alter-connector' ) : __( 'Not proved: the connector has not reached this site yet', 'alter-connector' ) );
		$number = $this->store->number( 'storefrontId' );
		$ends   = $this->store->text( 'credential', 'accessKeyEnds' );
		if ( null !== $number ) {
			/* translators: 1: a number, 2: the last characters of a key. */
			$named  = sprintf( __( '%1$d, its key ends in %2$s', 'alter-connector' ), $number, $ends );
			$rows[] = array( __( 'Storefront at Alter', 'alter-connector' ), '' === $ends ? (string) $number : $named );
		}
		return array_merge( $rows, $this->usage(), $this->origins() );
	}

	/**
	 * Plan and usage.
	 *
	 * @return list<array{string, string}>
	 */
	private function usage(): array {
		$rows = array();
		$name = $this->store->text( 'plan', 'name' );
		if ( '' !== $name ) {
			$rows[] = array( __( 'Plan', 'alter-connector' ), $name );
		}
		$rows[]   = array( __( 'Active bindings', 'alter-connector' ), self::used( $this->store->active_bindings(), $this->store->active_bindings_limit() ) );
		$sessions = $this->store->number( 'usage', 'embedSessions', 'count' );
		if ( null !== $sessions ) {
			$rows[] = array( __( '3D sessions this month', 'alter-connector' ), self::used( $sessions, $this->store->number( 'plan', 'limits', 'monthlyEmbedTokens' ) ) );
		}
		return $rows;
	}

	/**
	 * Where shoppers may open designs, and who says all this.
	 *
	 * @return list<array{string, string}>
	 */
	private function origins(): array {
		$rows    = array( array( __( 'Domains', 'alter-connector' ), implode( ', ', $this->flows->checklist->domains() ) ) );
		$version = $this->store->text( 'connector', 'version' );
		$fetched = $this->store->fetched_at();
		$address = $this->address();
		if ( '' !== $address ) {
			$rows[] = array( __( 'Connector', 'alter-connector' ), trim( "{$address} {$version}" ) );
		}
		if ( 0 !== $fetched ) {
			/* translators: %s: a time span, e.g. 5 minutes. */
			$rows[] = array( __( 'As of', 'alter-connector' ), sprintf( __( '%s ago', 'alter-connector' ), human_time_diff( $fetched ) ) );
		}
		return $rows;
	}

	/**
	 * The connector's address, or what is wrong with the one in wp-config.php; empty for none.
	 */
	private function address(): string {
		try {
			$address = $this->parts->addresses->current();
		} catch ( \DomainException $bad ) {
			return $bad->getMessage();
		}
		return null === $address ? '' : $address->url( '' );
	}

	/**
	 * What can be done.
	 */
	private function print_buttons(): void {
		echo '<p class="alter-connector-actions">';
		Form::button( 'refresh', __( 'Refresh', 'alter-connector' ) );
		Form::button( 'probe', __( 'Test both ways', 'alter-connector' ) );
		Form::button( 'rotate', __( 'New token', 'alter-connector' ) );
		Form::button( 'connect', __( 'Connect again', 'alter-connector' ) );
		printf( '<a class="alter-connector-leave" href="%s">%s</a></p>', esc_url( Links::tab( Links::LEAVE ) ), esc_html__( 'Disconnect…', 'alter-connector' ) );
		echo '<p class="description">' . esc_html__( 'Connecting again keeps all product mappings.', 'alter-connector' ) . '</p>';
	}

	/**
	 * A count, of a limit where there is one.
	 *
	 * @param int      $count How many.
	 * @param int|null $limit Of how many; null for no known limit.
	 */
	private static function used( int $count, ?int $limit ): string {
		if ( null === $limit ) {
			return number_format_i18n( $count );
		}
		/* translators: 1: how many are used, 2: how many there are. */
		return sprintf( __( '%1$s of %2$s', 'alter-connector' ), number_format_i18n( $count ), number_format_i18n( $limit ) );
	}

	/**
	 * A moment, as this site writes it.
	 *
	 * @param int $time Unix seconds.
	 */
	private static function date( int $time ): string {
		return (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $time );
	}
}
