<?php
/**
 * `wp alter designs`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Designs\Look;
use AlterConnector\Designs\Schedule;
use AlterConnector\Designs\Words;
use AlterConnector\Designs\Workshop;
use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Local_Design;

/**
 * Brings designs into this shop, and looks after those that are there (experimental).
 */
final class Designs {

	private const FIELDS = array( 'id', 'design_id', 'title', 'state', 'files', 'bytes', 'version', 'used_by' );

	/**
	 * Seconds between two looks at what is under way.
	 */
	private const EVERY = 2;

	/**
	 * What works on them.
	 *
	 * @var Workshop
	 */
	private Workshop $shop;

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {
		$this->shop = new Workshop( $parts, new Schedule() );
	}

	/**
	 * Lists local designs as this site knows them. Calls nobody, unless told to.
	 *
	 * ## OPTIONS
	 *
	 * [--refresh]
	 * : Ask the connector first.
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
	 *     wp alter designs list --refresh
	 *
	 * @param list<string>               $args    None.
	 * @param array<string, string|bool> $options As above.
	 */
	public function list( array $args, array $options ): void {
		unset( $args );
		if ( \WP_CLI\Utils\get_flag_value( $options, 'refresh', false ) ) {
			$this->try( fn() => $this->shop->acts->refresh() );
		}
		$uses   = $this->parts->local_designs->uses();
		$items  = array_map( static fn( Local_Design $row ): array => self::item( $row, $uses ), $this->parts->local_designs->all() );
		$fields = isset( $options['fields'] ) ? array_map( 'trim', explode( ',', (string) $options['fields'] ) ) : self::FIELDS;
		\WP_CLI\Utils\format_items( (string) ( $options['format'] ?? 'table' ), $items, $fields );
	}

	/**
	 * Has a design fetched from Alter, and installs it here.
	 *
	 * ## OPTIONS
	 *
	 * <design>
	 * : Its number in Alter.
	 *
	 * [--wait=<seconds>]
	 * : How long to stay with it. 0 leaves all of it to the site's scheduled jobs.
	 * ---
	 * default: 600
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter designs import 381
	 *
	 * @param list<string>          $args    A number.
	 * @param array<string, string> $options As above.
	 */
	public function import( array $args, array $options ): void {
		$row = $this->try( fn() => $this->shop->acts->import( (int) $args[0] ) );
		if ( ! $row instanceof Local_Design ) {
			\WP_CLI::error( __( 'What the connector answered is no local design. Update plugin and connector.', 'alter-connector' ) );
		}
		$this->follow( $row, (int) ( $options['wait'] ?? 600 ) );
	}

	/**
	 * Installs a design again, from what the connector has of it.
	 *
	 * ## OPTIONS
	 *
	 * <id>
	 * : As `wp alter designs list` shows it.
	 *
	 * [--wait=<seconds>]
	 * : How long to stay with it.
	 * ---
	 * default: 600
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter designs install ld_7Hq2
	 *
	 * @param list<string>          $args    An id.
	 * @param array<string, string> $options As above.
	 */
	public function install( array $args, array $options ): void {
		$row = $this->demand( $args[0] );
		if ( '' === $row->manifest_hash ) {
			\WP_CLI::error( __( 'The connector has nothing of this design that could be installed. Import it first.', 'alter-connector' ) );
		}
		$this->parts->breaker->reset();
		$this->shop->job->start( $row );
		$this->follow( $row, (int) ( $options['wait'] ?? 600 ) );
	}

	/**
	 * Looks at every file of local designs, and has the connector load them as a browser would.
	 *
	 * ## OPTIONS
	 *
	 * [<id>...]
	 * : As `wp alter designs list` shows them; all that are installed, when none is given.
	 *
	 * [--local]
	 * : Only the files; calls nobody.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter designs verify
	 *
	 * @param list<string>               $args    Ids.
	 * @param array<string, string|bool> $options As above.
	 */
	public function verify( array $args, array $options ): void {
		$is_installed = static fn( Local_Design $row ): bool => '' !== $row->installed_hash && Local_Design::REMOVED !== $row->step;
		$rows         = $args ? array_map( array( $this, 'demand' ), $args ) : array_filter( $this->parts->local_designs->all(), $is_installed );
		$is_whole     = true;
		foreach ( $rows as $row ) {
			$found    = $this->found( $row, (bool) \WP_CLI\Utils\get_flag_value( $options, 'local', false ) );
			$is_whole = $is_whole && ! $found;
			foreach ( $found as $sentence ) {
				\WP_CLI::warning( "{$row->local_design_id}: {$sentence}" );
			}
		}
		if ( ! $is_whole ) {
			\WP_CLI::halt( 1 );
		}
		/* translators: %s: a number of designs. */
		\WP_CLI::success( sprintf( _n( '%s design is as it was installed.', '%s designs are as they were installed.', count( $rows ), 'alter-connector' ), number_format_i18n( count( $rows ) ) ) );
	}

	/**
	 * What is wrong with a design.
	 *
	 * @param Local_Design $row      Which.
	 * @param bool         $is_local Whether nobody is to be called.
	 * @return list<string> Sentences.
	 */
	private function found( Local_Design $row, bool $is_local ): array {
		$fault = $this->shop->look->at( $row, INF );
		$found = Look::WHOLE === $fault ? array() : array( Words::sentence( $fault, '' ) );
		if ( $is_local || '' === $row->manifest_url ) {
			return $found;
		}
		$urls   = array(
			'manifest' => $row->manifest_url,
			'base'     => $row->asset_base_url,
		);
		$report = (array) $this->try( fn() => $this->shop->desk->verify( $urls, $row->installed_hash ) );
		foreach ( (array) ( $report['problems'] ?? array() ) as $problem ) {
			if ( is_array( $problem ) && is_string( $problem['code'] ?? null ) ) {
				$found[] = Words::sentence( "shop.{$problem['code']}", is_string( $problem['detail'] ?? null ) ? $problem['detail'] : '' );
			}
		}
		return array_values( array_unique( $found ) );
	}

	/**
	 * Stays with a design until it is installed, or the time is up.
	 *
	 * @param Local_Design $row     Which.
	 * @param int          $seconds How long.
	 */
	private function follow( Local_Design $row, int $seconds ): void {
		$until = time() + $seconds;
		$said  = '';
		while ( time() < $until ) {
			$this->shop->job->run();
			$row = $this->demand( $row->local_design_id );
			if ( ! $row->is_under_way() ) {
				$this->conclude( $row );
				return;
			}
			$progress = trim( Words::progress( $row ) . ' ' . Words::reason( $row ) );
			if ( $progress !== $said ) {
				\WP_CLI::log( $progress );
				$said = $progress;
			}
			sleep( self::EVERY );
		}
		\WP_CLI::success( __( 'It goes on in the background. How far it came: wp alter designs list', 'alter-connector' ) );
	}

	/**
	 * Says what became of it.
	 *
	 * @param Local_Design $row Which.
	 */
	private function conclude( Local_Design $row ): void {
		if ( Local_Design::INSTALLED !== $row->state() ) {
			\WP_CLI::error( Words::reason( $row ) );
		}
		/* translators: 1: a design's name, 2: its address in this shop. */
		\WP_CLI::success( sprintf( __( '%1$s is installed: %2$s', 'alter-connector' ), $row->name(), $row->manifest_url ) );
	}

	/**
	 * A design by its id.
	 *
	 * @param string $id The connector's.
	 */
	private function demand( string $id ): Local_Design {
		$row = $this->parts->local_designs->find( $id );
		if ( null === $row ) {
			/* translators: %s: an id. */
			\WP_CLI::error( sprintf( __( 'There is no local design %s here. What there is: wp alter designs list --refresh', 'alter-connector' ), $id ) );
		}
		return $row;
	}

	/**
	 * Does something that may be refused.
	 *
	 * @param callable $work Takes nothing.
	 * @return mixed What it returns.
	 */
	private function try( callable $work ): mixed {
		try {
			return $work();
		} catch ( Refused $refusal ) {
			\WP_CLI::error( Words::sentence( $refusal->reason, $refusal->getMessage() ) );
		} catch ( Unreachable $silence ) {
			\WP_CLI::error( $silence->getMessage() );
		}
		return null;
	}

	/**
	 * A design, for a table.
	 *
	 * @param Local_Design       $row  Which.
	 * @param array<string, int> $uses How many products use each.
	 * @return array<string, mixed>
	 */
	private static function item( Local_Design $row, array $uses ): array {
		return array(
			'id'      => $row->local_design_id,
			'state'   => $row->state(),
			'reason'  => Words::reason( $row ),
			'files'   => $row->files_total,
			'bytes'   => $row->bytes_total,
			'version' => substr( $row->installed_hash, 0, 12 ),
			'used_by' => $uses[ $row->local_design_id ] ?? 0,
		) + get_object_vars( $row );
	}
}
