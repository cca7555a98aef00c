<?php
/**
 * `wp alter orders`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Orders\Recorder;
use AlterConnector\Orders\Schedule;
use AlterConnector\Orders\Store;
use AlterConnector\Orders\Sweep;
use AlterConnector\Parts;
use AlterConnector\State\Order_Events;
use AlterConnector\State\Order_Outbox;
use AlterConnector\State\Order_Row;

/**
 * Shows what Alter is told of orders, and tells it again.
 */
final class Orders {

	private const FIELDS = array( 'order_id', 'kind', 'status', 'state', 'code', 'attempts', 'updated_at' );

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Lists what was and is to be told, asked and done about orders. Calls nobody.
	 *
	 * ## OPTIONS
	 *
	 * [<order>...]
	 * : Numbers of orders; the newest rows of all, when none is given.
	 *
	 * [--state=<state>]
	 * : Only these.
	 * ---
	 * options:
	 *   - queued
	 *   - sending
	 *   - pending
	 *   - done
	 *   - refused
	 * ---
	 *
	 * [--limit=<number>]
	 * : How many rows at most.
	 * ---
	 * default: 100
	 * ---
	 *
	 * [--fields=<fields>]
	 * : Which columns.
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - count
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter orders list --state=refused --fields=order_id,kind,code,detail
	 *
	 * @param list<string>          $args    Numbers of orders.
	 * @param array<string, string> $options As above.
	 */
	public function list( array $args, array $options ): void {
		$events = new Order_Events();
		$most   = max( 1, (int) ( $options['limit'] ?? 100 ) );
		$state  = $options['state'] ?? '';
		$rows   = array() === $args ? $events->in_states( '' === $state ? array() : array( $state ), $most ) : array();
		foreach ( $args as $order_id ) {
			$rows = array_merge( $rows, $events->of_order( (int) $order_id, $most ) );
		}
		$items = array();
		foreach ( $rows as $row ) {
			if ( '' === $state || $row->state === $state ) {
				$items[] = self::item( $row );
			}
		}
		$fields = isset( $options['fields'] ) ? array_map( 'trim', explode( ',', $options['fields'] ) ) : self::FIELDS;
		\WP_CLI\Utils\format_items( $options['format'] ?? 'table', $items, $fields );
	}

	/**
	 * Does again, now, what was refused or waits.
	 *
	 * ## OPTIONS
	 *
	 * [<order>...]
	 * : Numbers of orders.
	 *
	 * [--all]
	 * : Every one.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter orders retry 1001
	 *
	 * @param list<string>               $args    Numbers of orders.
	 * @param array<string, string|bool> $options As above.
	 */
	public function retry( array $args, array $options ): void {
		if ( array() === $args && ! \WP_CLI\Utils\get_flag_value( $options, 'all', false ) ) {
			\WP_CLI::error( __( 'Name orders by their numbers, or say --all.', 'alter-connector' ) );
		}
		$this->parts->breaker->reset();
		$count = ( new Order_Outbox() )->retry( array() === $args ? null : array_map( 'intval', $args ) );
		$this->run();
		/* translators: %s: a number. */
		\WP_CLI::success( sprintf( _n( '%s row was tried again.', '%s rows were tried again.', $count, 'alter-connector' ), number_format_i18n( $count ) ) );
	}

	/**
	 * Looks at all recent orders with customised products, and tells Alter what it does not know.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter orders sync
	 *
	 * @param list<string>               $args    None.
	 * @param array<string, string|bool> $options None.
	 */
	public function sync( array $args, array $options ): void {
		unset( $args, $options );
		$events   = new Order_Events();
		$schedule = new Schedule();
		$recorder = new Recorder( $this->parts->connections, $this->parts->standing, $events, $schedule );
		if ( ! $recorder->is_open() ) {
			\WP_CLI::error( __( 'Nothing can be sent as this shop stands now. What to do: wp alter doctor', 'alter-connector' ) );
		}
		$this->parts->breaker->reset();
		$store = new Store( $this->parts->connections, $this->parts->schema, $events, new Order_Outbox(), $schedule );
		$found = ( new Sweep( $recorder, $store ) )->all();
		$this->run();
		/* translators: %s: a number. */
		\WP_CLI::success( sprintf( _n( '%s order had something new to tell.', '%s orders had something new to tell.', $found, 'alter-connector' ), number_format_i18n( $found ) ) );
	}

	/**
	 * The same job that Action Scheduler runs; it claims its rows, so both may run at once.
	 */
	private function run(): void {
		do_action( Schedule::RUN ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals, WooCommerce.Commenting.CommentHooks.MissingHookComment -- Not a hook for others.
	}

	/**
	 * A row, for people.
	 *
	 * @param Order_Row $row As it stands.
	 * @return array<string, mixed>
	 */
	private static function item( Order_Row $row ): array {
		$item = get_object_vars( $row );
		foreach ( array( 'modified_at', 'next_attempt_at', 'created_at', 'updated_at' ) as $key ) {
			$item[ $key ] = null === $item[ $key ] ? '' : gmdate( 'Y-m-d H:i:s', $item[ $key ] );
		}
		$item['content'] = (string) wp_json_encode( $row->content );
		return $item;
	}
}
