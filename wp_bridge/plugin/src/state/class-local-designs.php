<?php
/**
 * The table of local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table; a cache would show yesterday's state.

/**
 * What every screen, check and command reads. A row is what the connector says of a design, and what this shop makes of it;
 * both halves are written apart, so that an answer that comes late undoes no step.
 */
final class Local_Designs {

	/**
	 * The contract's most.
	 */
	private const MOST = 1000;

	private const UPSTREAM = array( Local_Design::FETCHING, Local_Design::READY, Local_Design::INSTALLED, Local_Design::STALE, Local_Design::FAILED );

	/**
	 * All of them, the newest first.
	 *
	 * @return list<Local_Design>
	 */
	public function all(): array {
		global $wpdb;
		return self::rows( $wpdb->prepare( 'SELECT * FROM %i ORDER BY id DESC LIMIT %d', Schema::designs(), self::MOST ) );
	}

	/**
	 * One by its row; null when there is none.
	 *
	 * @param int $id The row's number.
	 */
	public function get( int $id ): ?Local_Design {
		global $wpdb;
		return self::rows( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', Schema::designs(), $id ) )[0] ?? null;
	}

	/**
	 * One by the connector's id; null when there is none.
	 *
	 * @param string $local_design_id The connector's.
	 */
	public function find( string $local_design_id ): ?Local_Design {
		global $wpdb;
		return self::rows( $wpdb->prepare( 'SELECT * FROM %i WHERE local_design_id = %s', Schema::designs(), $local_design_id ) )[0] ?? null;
	}

	/**
	 * Those that something is to be done with by now, the longest waiting first.
	 *
	 * @param int $now Unix seconds.
	 * @return list<Local_Design>
	 */
	public function due( int $now ): array {
		global $wpdb;
		return self::rows( $wpdb->prepare( "SELECT * FROM %i WHERE step IN ('wanted', 'download', 'unpack', 'report') AND (next_at IS NULL OR next_at <= %s) ORDER BY next_at, id LIMIT 50", Schema::designs(), Gmt::text( $now ) ) );
	}

	/**
	 * When the next is due, in Unix seconds; null when nothing is to be done.
	 */
	public function next_due(): ?int {
		global $wpdb;
		return Gmt::seconds( $wpdb->get_var( $wpdb->prepare( "SELECT MIN(COALESCE(next_at, updated_at)) FROM %i WHERE step IN ('wanted', 'download', 'unpack', 'report')", Schema::designs() ) ) );
	}

	/**
	 * Whether there is any: a shop without local designs pays for none of this.
	 */
	public function is_empty(): bool {
		global $wpdb;
		return null === $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM %i LIMIT 1', Schema::designs() ) );
	}

	/**
	 * How many products and variations use each, by the connector's ids.
	 *
	 * @return array<string, int>
	 */
	public function uses(): array {
		global $wpdb;
		$found = $wpdb->get_results( $wpdb->prepare( "SELECT local_design_id, COUNT(DISTINCT object_id) AS n FROM %i WHERE local_design_id <> '' AND wanted <> %s GROUP BY local_design_id", Schema::bindings(), Wanted::ARCHIVED ), ARRAY_A );
		return array_map( 'intval', array_column( (array) $found, 'n', 'local_design_id' ) );
	}

	/**
	 * Takes over what the connector says of one; null for something that is none.
	 *
	 * @param mixed $item As decoded from JSON.
	 * @param int   $now  Unix seconds.
	 */
	public function learn( mixed $item, int $now ): ?Local_Design {
		global $wpdb;
		$told = is_array( $item ) ? self::told( $item ) : null;
		if ( null === $told ) {
			return null;
		}
		$told['told_at'] = Gmt::text( $now );
		$known           = $this->find( $told['local_design_id'] );
		if ( null === $known ) {
			$wpdb->query( $wpdb->prepare( 'INSERT IGNORE INTO %i (local_design_id, updated_at) VALUES (%s, %s)', Schema::designs(), $told['local_design_id'], Gmt::text( $now ) ) );
		}
		$wpdb->update( Schema::designs(), $told, array( 'local_design_id' => $told['local_design_id'] ) );
		return $this->find( $told['local_design_id'] );
	}

	/**
	 * The connector named all that it has: others it does not know any more.
	 *
	 * @param list<string> $ids Those that it named.
	 */
	public function forget_others( array $ids ): void {
		foreach ( $this->all() as $row ) {
			if ( ! in_array( $row->local_design_id, $ids, true ) && Local_Design::GONE !== $row->upstream ) {
				$this->keep( $row->id, array( 'upstream' => Local_Design::GONE, 'code' => '', 'detail' => '', 'step' => Local_Design::REST ) ); // phpcs:ignore WordPress.Arrays -- One thought.
			}
		}
	}

	/**
	 * Writes columns of our half.
	 *
	 * @param int                            $id      The row.
	 * @param array<string, string|int|null> $columns By name.
	 */
	public function keep( int $id, array $columns ): void {
		global $wpdb;
		foreach ( array( 'detail', 'problem_detail' ) as $column ) {
			if ( isset( $columns[ $column ] ) ) {
				$columns[ $column ] = self::text( $column, (string) $columns[ $column ] );
			}
		}
		$wpdb->update( Schema::designs(), $columns + array( 'updated_at' => Gmt::text( time() ) ), array( 'id' => $id ) );
	}

	/**
	 * Takes a row out.
	 *
	 * @param int $id The row.
	 */
	public function forget( int $id ): void {
		global $wpdb;
		$wpdb->delete( Schema::designs(), array( 'id' => $id ), array( '%d' ) );
	}

	/**
	 * Columns of what the connector says.
	 *
	 * @param array<string, mixed> $item Decoded JSON.
	 * @return array<string, string|int|null>|null
	 */
	public static function told( array $item ): ?array {
		$id    = $item['localDesignId'] ?? null;
		$state = $item['state'] ?? null;
		// What folders are called after it: nothing that leads out of them.
		if ( ! is_string( $id ) || 1 !== preg_match( '/^[A-Za-z0-9_]{1,64}$/D', $id ) || ! is_int( $item['designId'] ?? null ) || ! in_array( $state, self::UPSTREAM, true ) ) {
			return null;
		}
		return array(
			'local_design_id' => $id,
			'design_id'       => $item['designId'],
			'title'           => self::text( 'title', self::line( $item, 'title', 190 ) ),
			'upstream'        => $state,
			'files_done'      => self::number( $item, 'files', 'done' ),
			'files_total'     => self::number( $item, 'files', 'total' ),
			'bytes_done'      => self::number( $item, 'bytes', 'done' ),
			'bytes_total'     => self::number( $item, 'bytes', 'total' ),
			'manifest_hash'   => self::hash( $item, 'manifestHash' ),
			'installed_hash'  => self::hash( $item, 'installedHash' ),
			'manifest_url'    => self::line( $item, 'manifestUrl', 500 ),
			'asset_base_url'  => self::line( $item, 'assetBaseUrl', 500 ),
			'newer'           => true === ( $item['newerUpstream'] ?? false ) ? 1 : 0,
			'code'            => self::line( $item, 'code', 100 ),
			'detail'          => self::text( 'detail', self::line( $item, 'detail', 500 ) ),
		);
	}

	/**
	 * A line of text; empty for anything else.
	 *
	 * @param array<string, mixed> $item    Decoded JSON.
	 * @param string               $key     Which.
	 * @param int                  $longest As its column takes it.
	 */
	private static function line( array $item, string $key, int $longest ): string {
		$text = is_string( $item[ $key ] ?? null ) ? $item[ $key ] : '';
		return mb_substr( (string) preg_replace( '/[\x00-\x1f\x7f]+/', ' ', $text ), 0, $longest );
	}

	/**
	 * A hash; empty for anything else.
	 *
	 * @param array<string, mixed> $item Decoded JSON.
	 * @param string               $key  Which.
	 */
	private static function hash( array $item, string $key ): string {
		$text = is_string( $item[ $key ] ?? null ) ? $item[ $key ] : '';
		return 1 === preg_match( '/^[0-9a-f]{64}$/D', $text ) ? $text : '';
	}

	/**
	 * A number of a pair; 0 for anything else.
	 *
	 * @param array<string, mixed> $item Decoded JSON.
	 * @param string               $key  The pair.
	 * @param string               $half done or total.
	 */
	private static function number( array $item, string $key, string $half ): int {
		$number = is_array( $item[ $key ] ?? null ) ? $item[ $key ][ $half ] ?? 0 : 0;
		return is_int( $number ) ? max( 0, $number ) : 0;
	}

	/**
	 * A text as its column takes it: with a sign that the table can not hold, WordPress writes nothing of the row.
	 *
	 * @param string $column Its column.
	 * @param string $text   Untrusted.
	 */
	private static function text( string $column, string $text ): string {
		global $wpdb;
		if ( null === $wpdb ) {
			return $text;
		}
		$fitting = $wpdb->strip_invalid_text_for_column( Schema::designs(), $column, mb_substr( $text, 0, 500 ) );
		return is_string( $fitting ) ? $fitting : '';
	}

	/**
	 * What a query finds.
	 *
	 * @param string $sql Prepared.
	 * @return list<Local_Design>
	 */
	private static function rows( string $sql ): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB.PreparedSQL -- Prepared by the callers.
		return array_map( array( Local_Design::class, 'from_row' ), (array) $wpdb->get_results( $sql, ARRAY_A ) );
	}
}
