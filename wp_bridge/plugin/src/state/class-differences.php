<?php
/**
 * What the nightly comparison found.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * How far the comparison with the connector came, and what the last whole one found; checks and screens show it.
 */
final class Differences {

	private const OPTION = 'alter_connector_comparison';

	/**
	 * A million bindings: a connector that always knows one page more does not keep the shop's jobs busy for ever.
	 */
	private const PAGES = 2000;

	/**
 * Names that are kept; the number is kept whole.
*/
	private const NAMED = 100;

	/**
	 * Built once, by the plugin.
	 *
	 * @param Mirror $mirror What is known here.
	 */
	public function __construct( private Mirror $mirror ) {}

	/**
	 * A new one begins.
	 *
	 * @param int $now Unix seconds.
	 */
	public function start( int $now ): void {
		$run = array(
			'started_at'    => $now,
			'cursor'        => '',
			'checked'       => 0,
			'repaired'      => 0,
			'unknown'       => array(),
			'unknown_total' => 0,
		);
		$this->keep( array( 'run' => $run ) );
	}

	/**
	 * Whether one is under way.
	 */
	public function is_under_way(): bool {
		return array() !== $this->run();
	}

	/**
	 * Where it goes on.
	 */
	public function cursor(): string {
		return (string) ( $this->run()['cursor'] ?? '' );
	}

	/**
	 * What the last whole one found; null while there was none.
	 *
	 * @return array{started_at: int, finished_at: int, checked: int, repaired: int, unknown: list<array{product: string, type: string, status: string}>, unknown_total: int}|null
	 */
	public function last(): ?array {
		$last = $this->option()['last'] ?? null;
		return is_array( $last ) ? $last : null;
	}

	/**
	 * Forgets it all.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * The mirror's rows of some products.
	 *
	 * @param list<string> $external Their external ids.
	 * @return array<int, Binding_Row>
	 */
	public function rows_of( array $external ): array {
		return $this->mirror->by_external( array_values( array_unique( $external ) ) );
	}

	/**
	 * Takes a page.
	 *
	 * @param array{seen: list<int>, different: list<int>, unknown: list<array<string, string>>} $found   What it showed.
	 * @param string                                                                             $cursor  Where it goes on; empty at the end.
	 * @param int                                                                                $checked How many it had.
	 */
	public function take( array $found, string $cursor, int $checked ): void {
		$run = $this->run();
		if ( ! $run ) {
			return;
		}
		$this->mark_seen( array_merge( $found['seen'], $found['different'] ) );
		$run['pages']          = ( $run['pages'] ?? 0 ) + 1;
		$cursor                = $run['pages'] < self::PAGES ? $cursor : '';
		$run['cursor']         = $cursor;
		$run['checked']       += $checked;
		$run['repaired']      += $this->send_again( $found['different'], $run['started_at'] );
		$run['unknown_total'] += count( $found['unknown'] );
		$run['unknown']        = array_slice( array_merge( $run['unknown'], $found['unknown'] ), 0, self::NAMED );
		if ( '' !== $cursor ) {
			$this->keep( array( 'run' => $run ) );
			return;
		}
		$run['repaired']   += $this->send_missing( $run['started_at'] );
		$run['finished_at'] = time();
		unset( $run['cursor'] );
		$this->keep(
			array(
				'run'  => array(),
				'last' => $run,
			)
		);
	}

	/**
	 * The connector showed these.
	 *
	 * @param list<int> $ids Rows.
	 */
	private function mark_seen( array $ids ): void {
		global $wpdb;
		if ( $ids ) {
			$list = implode( ',', array_map( 'absint', $ids ) );
			// phpcs:ignore WordPress.DB.PreparedSQL -- Numbers.
			$wpdb->query( $wpdb->prepare( "UPDATE %i SET seen_at = %s WHERE id IN ({$list})", Schema::bindings(), Gmt::text( time() ) ) );
		}
	}

	/**
	 * Rows that stood still since the comparison began, and differ all the same, go out again.
	 *
	 * @param list<int> $ids   Rows.
	 * @param int       $since When it began.
	 */
	private function send_again( array $ids, int $since ): int {
		$still = array_filter(
			$this->mirror->by_ids( $ids ),
			static fn( Binding_Row $row ): bool => $row->updated_at < $since && Binding_Row::SYNCED === $row->state
		);
		return $this->mirror->resend_ids( array_keys( $still ) );
	}

	/**
	 * Rows that should be there and were on no page go out again.
	 *
	 * @param int $since When the comparison began.
	 */
	private function send_missing( int $since ): int {
		global $wpdb;
		$began = Gmt::text( $since );
		$sent  = 0;
		do {
			$ids   = array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT id FROM %i WHERE state = 'synced' AND updated_at < %s AND synced_at < %s AND (seen_at IS NULL OR seen_at < %s) LIMIT 500", Schema::bindings(), $began, $began, $began ) ) );
			$count = $this->mirror->resend_ids( $ids );
			$sent += $count;
		} while ( $count > 0 );
		return $sent;
	}

	/**
	 * The one that is under way; empty for none.
	 *
	 * @return array<string, mixed>
	 */
	private function run(): array {
		$run = $this->option()['run'] ?? array();
		return is_array( $run ) ? $run : array();
	}

	/**
	 * The option.
	 *
	 * @return array<string, mixed>
	 */
	private function option(): array {
		$found = get_option( self::OPTION );
		return is_array( $found ) ? $found : array();
	}

	/**
	 * Keeps parts of the option.
	 *
	 * @param array<string, mixed> $parts By name.
	 */
	private function keep( array $parts ): void {
		update_option( self::OPTION, array_merge( $this->option(), $parts ), false );
	}
}
