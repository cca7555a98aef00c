<?php
/**
 * What came of what was sent.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * Writes the connector's and Alter's answers into the mirror. An answer counts only for the version that was sent: a
 * change made meanwhile is newer than it.
 */
final class Outcomes {

	/**
	 * Codes of Alter's that say that it can not hold the binding, or does not any more.
	 */
	private const NOT_THERE = array( 'runtimeBinding.notFound', 'runtimeBinding.archived', 'runtimeBinding.designNotFound', 'runtimeBinding.designRequired' );

	/**
	 * The connector took these versions. Alter's answer is still to come.
	 *
	 * @param list<Binding_Row> $rows  As they were sent.
	 * @param string            $owner Who claimed them.
	 * @param int               $next  When Alter's answer is to be asked for, in Unix seconds.
	 */
	public function accepted( array $rows, string $owner, int $next ): void {
		global $wpdb;
		if ( ! $rows ) {
			return;
		}
		$ids    = implode( ',', array_column( $rows, 'id' ) );
		$pairs  = implode( ',', array_fill( 0, count( $rows ), '(%d,%d)' ) );
		$values = array();
		foreach ( $rows as $row ) {
			array_push( $values, $row->id, $row->version );
		}
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $pairs holds places, $ids numbers.
		$taken = $wpdb->query(
			$wpdb->prepare(
				"UPDATE %i FORCE INDEX (PRIMARY) SET state = 'pending', sent_hash = wanted_hash, confirmed = IF(wanted = 'active', confirmed, ''), claimed_by = '', claimed_until = NULL, code = '', detail = '', upstream_status = 0, attempts = 0, next_attempt_at = %s, updated_at = %s
				WHERE (id, version) IN ({$pairs}) AND id IN ({$ids}) AND claimed_by = %s",
				array_merge( array( Schema::bindings(), Gmt::text( $next ), Gmt::text( time() ) ), $values, array( $owner ) )
			)
		);
		// phpcs:enable
		if ( count( $rows ) !== $taken ) {
			$this->overtaken( $rows, time() );
		}
	}

	/**
	 * The connector refused this version.
	 *
	 * @param Binding_Row $row    As it was sent.
	 * @param string      $code   The contract's.
	 * @param string      $detail English, untrusted.
	 * @param int         $now    Unix seconds.
	 */
	public function refused( Binding_Row $row, string $code, string $detail, int $now ): void {
		$this->fail( $row, array(), $code, $detail, 0, $now );
	}

	/**
	 * Alter refused what the connector took.
	 *
	 * @param Binding_Row $row             As it was sent.
	 * @param string      $binding_id      The connector's.
	 * @param string      $code            Alter's.
	 * @param string      $detail          English, untrusted.
	 * @param int         $upstream_status Alter's.
	 * @param int         $now             Unix seconds.
	 */
	public function failed( Binding_Row $row, string $binding_id, string $code, string $detail, int $upstream_status, int $now ): void {
		if ( Wanted::ARCHIVED === $row->wanted && null === $row->synced_at && self::means_not_there( $code, $upstream_status ) ) {
			// Alter refuses to archive what it never had. Any other refusal is told: it may hold what another plugin made.
			$this->forget( $row );
			return;
		}
		$this->fail( $row, array( 'binding_id' => $binding_id ), $code, $detail, $upstream_status, $now );
	}

	/**
	 * Whether a refusal says that Alter does not hold the binding.
	 *
	 * @param string $code            Alter's.
	 * @param int    $upstream_status Alter's.
	 */
	public static function means_not_there( string $code, int $upstream_status ): bool {
		return in_array( $upstream_status, array( 404, 410 ), true ) || in_array( $code, self::NOT_THERE, true );
	}

	/**
	 * Alter holds this version. An archived binding is then no concern of ours any more.
	 *
	 * @param Binding_Row $row        As it was sent.
	 * @param string      $binding_id The connector's.
	 * @param int         $synced_at  Unix seconds.
	 */
	public function synced( Binding_Row $row, string $binding_id, int $synced_at ): void {
		if ( Wanted::ARCHIVED === $row->wanted ) {
			$this->forget( $row );
			return;
		}
		$this->keep(
			$row,
			array(
				'state'           => Binding_Row::SYNCED,
				'confirmed'       => $row->wanted,
				'binding_id'      => $binding_id,
				'code'            => '',
				'detail'          => '',
				'upstream_status' => 0,
				'attempts'        => 0,
				'next_attempt_at' => null,
				'synced_at'       => Gmt::text( $synced_at ),
			)
		);
		if ( $row->confirmed !== $row->wanted ) {
			Live::changed( $row->product_id );
		}
	}

	/**
	 * Alter has not answered yet; asked again later.
	 *
	 * @param Binding_Row $row        As it was sent.
	 * @param string      $binding_id The connector's.
	 * @param string      $code       Why it waits; may be empty.
	 * @param string      $detail     The same in English.
	 * @param int         $next       Unix seconds.
	 */
	public function waits( Binding_Row $row, string $binding_id, string $code, string $detail, int $next ): void {
		$this->keep(
			$row,
			array(
				'state'           => Binding_Row::PENDING,
				'binding_id'      => $binding_id,
				'code'            => self::text( 'code', $code ),
				'detail'          => self::text( 'detail', $detail ),
				'attempts'        => min( 999, $row->attempts + 1 ),
				'next_attempt_at' => Gmt::text( $next ),
			)
		);
	}

	/**
	 * What the connector holds is not what was sent; it goes out again.
	 *
	 * @param Binding_Row $row  As it was sent.
	 * @param int         $next Unix seconds.
	 */
	public function differs( Binding_Row $row, int $next ): void {
		$this->keep(
			$row,
			array(
				'state'           => Binding_Row::QUEUED,
				'sent_hash'       => Mirror::UNKNOWN,
				'attempts'        => min( 999, $row->attempts + 1 ),
				'next_attempt_at' => Gmt::text( $next ),
			)
		);
	}

	/**
	 * Nothing of the row is left to be done, unless it changed meanwhile.
	 *
	 * @param Binding_Row $row As it was sent.
	 */
	private function forget( Binding_Row $row ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "DELETE FROM %i WHERE id = %d AND version = %d AND state <> 'sending'", Schema::bindings(), $row->id, $row->version ) );
	}

	/**
	 * Of rows that were accepted, those that changed while they were on their way go out again, and so do those that
	 * somebody else has sent meanwhile: nobody knows whose version arrived last.
	 *
	 * @param list<Binding_Row> $rows As they were sent.
	 * @param int               $now  Unix seconds.
	 */
	private function overtaken( array $rows, int $now ): void {
		global $wpdb;
		$pairs  = implode( ' OR ', array_fill( 0, count( $rows ), '(id = %d AND (version <> %d OR sent_hash <> %s))' ) );
		$values = array();
		foreach ( $rows as $row ) {
			array_push( $values, $row->id, $row->version, $row->wanted_hash );
		}
		// phpcs:disable WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- $pairs holds places only.
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE %i SET state = 'queued', version = version + 1, sent_hash = %s, claimed_by = '', claimed_until = NULL, next_attempt_at = %s WHERE {$pairs}",
				array_merge( array( Schema::bindings(), Mirror::UNKNOWN, Gmt::text( $now ) ), $values )
			)
		);
		// phpcs:enable
	}

	/**
	 * Only a change of the product, or a person, tries a failed row again.
	 *
	 * @param Binding_Row                    $row             As it was sent.
	 * @param array<string, string|int|null> $columns         More columns.
	 * @param string                         $code            Whose it is says the screens' list of reasons.
	 * @param string                         $detail          English, untrusted.
	 * @param int                            $upstream_status Alter's; 0 when it was not Alter.
	 * @param int                            $now             Unix seconds.
	 */
	private function fail( Binding_Row $row, array $columns, string $code, string $detail, int $upstream_status, int $now ): void {
		$columns += array(
			'state'           => Binding_Row::FAILED,
			'code'            => self::text( 'code', $code ),
			'detail'          => self::text( 'detail', $detail ),
			'upstream_status' => $upstream_status,
			'attempts'        => min( 999, $row->attempts + 1 ),
			'next_attempt_at' => null,
			'updated_at'      => Gmt::text( $now ),
		);
		$this->keep( $row, $columns );
	}

	/**
	 * Keeps columns of a row while it is the version that was sent.
	 *
	 * @param Binding_Row                    $row     As it was sent.
	 * @param array<string, string|int|null> $columns By name.
	 */
	private function keep( Binding_Row $row, array $columns ): void {
		global $wpdb;
		$columns += array(
			'claimed_by'    => '',
			'claimed_until' => null,
		);
		$where    = array(
			'id'      => $row->id,
			'version' => $row->version,
		);
		$wpdb->update( Schema::bindings(), $columns, $where );
	}

	/**
	 * A text as its column takes it. A shop's tables may be of three-byte UTF-8; WordPress then writes nothing of a row
	 * with a four-byte sign in it, and the row would go out again and again.
	 *
	 * @param string $column Its column.
	 * @param string $text   Untrusted.
	 */
	private static function text( string $column, string $text ): string {
		global $wpdb;
		$fitting = $wpdb->strip_invalid_text_for_column( Schema::bindings(), $column, $text );
		return is_string( $fitting ) ? $fitting : '';
	}
}
