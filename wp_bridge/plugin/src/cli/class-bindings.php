<?php
/**
 * `wp alter bindings`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Parts;
use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror_Walk;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Wanted;

/**
 * Lists products' 3D tools, switches them on and off, and tries refused ones again.
 */
final class Bindings {

	private const FIELDS = array( 'object_id', 'runtime_type', 'title', 'design_id', 'wanted', 'state', 'code', 'synced_at' );

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Lists bindings as this site knows them. Calls nobody.
	 *
	 * ## OPTIONS
	 *
	 * [<product>...]
	 * : Numbers of products; all, when none is given. A product brings its variations.
	 *
	 * [--state=<state>]
	 * : Only these.
	 * ---
	 * options:
	 *   - queued
	 *   - sending
	 *   - pending
	 *   - synced
	 *   - failed
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
	 *     wp alter bindings list --state=failed --fields=object_id,runtime_type,code,detail
	 *
	 * @param list<string>          $args    Numbers of products.
	 * @param array<string, string> $options As above.
	 */
	public function list( array $args, array $options ): void {
		$items = array();
		foreach ( $this->rows( $args, $options['state'] ?? '' ) as $row ) {
			$items[] = array_merge( get_object_vars( $row ), array( 'synced_at' => null === $row->synced_at ? '' : gmdate( 'Y-m-d H:i:s', $row->synced_at ) ) );
		}
		$fields = isset( $options['fields'] ) ? array_map( 'trim', explode( ',', $options['fields'] ) ) : self::FIELDS;
		\WP_CLI\Utils\format_items( $options['format'] ?? 'table', $items, $fields );
	}

	/**
	 * Switches the 3D tools of products on.
	 *
	 * ## OPTIONS
	 *
	 * [<product>...]
	 * : Numbers of products or variations that have a design.
	 *
	 * [--all]
	 * : Every product that has one.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter bindings activate 123 124
	 *
	 * @param list<string>               $args    Numbers of products.
	 * @param array<string, string|bool> $options As above.
	 */
	public function activate( array $args, array $options ): void {
		$this->want( $args, $options, Wanted::ACTIVE );
	}

	/**
	 * Switches the 3D tools of products off. Their mapping stays.
	 *
	 * ## OPTIONS
	 *
	 * [<product>...]
	 * : Numbers of products or variations that have a design.
	 *
	 * [--all]
	 * : Every product that has one.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter bindings deactivate --all
	 *
	 * @param list<string>               $args    Numbers of products.
	 * @param array<string, string|bool> $options As above.
	 */
	public function deactivate( array $args, array $options ): void {
		$this->want( $args, $options, Wanted::INACTIVE );
	}

	/**
	 * Sends refused bindings again.
	 *
	 * ## OPTIONS
	 *
	 * [<product>...]
	 * : Numbers of products.
	 *
	 * [--all]
	 * : Every refused one.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter bindings retry --all
	 *
	 * @param list<string>               $args    Numbers of products.
	 * @param array<string, string|bool> $options As above.
	 */
	public function retry( array $args, array $options ): void {
		$this->demand( $args, $options );
		$this->parts->breaker->reset();
		$ids     = array();
		$objects = array();
		foreach ( $this->rows( $args, Binding_Row::FAILED ) as $row ) {
			$ids[]     = $row->id;
			$objects[] = $row->object_id;
		}
		$count = 0;
		foreach ( array_chunk( $ids, 500 ) as $some ) {
			$count += $this->parts->mirror->resend_ids( $some );
		}
		$this->tell( $objects );
		/* translators: %s: a number. */
		\WP_CLI::success( sprintf( _n( '%s binding is sent again.', '%s bindings are sent again.', $count, 'alter-connector' ), number_format_i18n( $count ) ) );
	}

	/**
	 * Writes what is wanted into products.
	 *
	 * @param list<string>               $args    Numbers of products.
	 * @param array<string, string|bool> $options As typed.
	 * @param string                     $status  A status of `Wanted`.
	 */
	private function want( array $args, array $options, string $status ): void {
		$this->demand( $args, $options );
		$objects = array() === $args ? $this->mapped() : array_map( 'intval', $args );
		$changed = array();
		foreach ( $objects as $object_id ) {
			if ( ! wc_get_product( $object_id ) || '' === (string) get_post_meta( $object_id, Product_Meta::DESIGN, true ) ) {
				/* translators: %d: a product's number. */
				\WP_CLI::warning( sprintf( __( 'Product %d has no design of its own.', 'alter-connector' ), $object_id ) );
				continue;
			}
			Product_Meta::write( $object_id, array( Product_Meta::STATUS => $status ) );
			$changed[] = $object_id;
		}
		$this->tell( $changed );
		$count = count( $changed );
		/* translators: %s: a number. */
		\WP_CLI::success( sprintf( _n( '%s product was changed.', '%s products were changed.', $count, 'alter-connector' ), number_format_i18n( $count ) ) );
	}

	/**
	 * All products and variations with a design of their own.
	 *
	 * @return list<int>
	 */
	private function mapped(): array {
		$found = array();
		foreach ( ( new Mirror_Walk() )->rows() as $row ) {
			if ( '' !== (string) get_post_meta( $row->object_id, Product_Meta::DESIGN, true ) ) {
				$found[ $row->object_id ] = $row->object_id;
			}
		}
		return array_values( $found );
	}

	/**
	 * Has the connector told at once.
	 *
	 * @param list<int> $objects Products and variations.
	 */
	private function tell( array $objects ): void {
		foreach ( array_chunk( array_values( array_unique( $objects ) ), 100 ) as $some ) {
			/**
			 * This action is documented in src/mapping/class-clicks.php
			 */
			do_action( 'alter_connector_clicked', $some );
		}
	}

	/**
	 * Rows of some products, or of all.
	 *
	 * @param list<string> $args  Numbers of products.
	 * @param string       $state Empty for all.
	 * @return iterable<Binding_Row>
	 */
	private function rows( array $args, string $state ): iterable {
		if ( array() === $args ) {
			return ( new Mirror_Walk() )->rows( $state );
		}
		$rows = $this->parts->mirror->of_products( array_map( 'intval', $args ) );
		return array_filter( $rows, static fn( Binding_Row $row ): bool => '' === $state || $row->state === $state );
	}

	/**
	 * Nothing happens to all products because somebody forgot to name one.
	 *
	 * @param list<string>               $args    Numbers of products.
	 * @param array<string, string|bool> $options As typed.
	 */
	private function demand( array $args, array $options ): void {
		if ( array() === $args && ! \WP_CLI\Utils\get_flag_value( $options, 'all', false ) ) {
			\WP_CLI::error( __( 'Name products by their numbers, or say --all.', 'alter-connector' ) );
		}
	}
}
