<?php
/**
 * What the shop wants of its bindings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table.

/**
 * Writes into the mirror what is wanted, and only where it differs from what is there: a sale that changes a
 * product's stock costs no write.
 */
final class Intents {

	private const TRIES = 4;

	/**
	 * Built once, by the plugin.
	 *
	 * @param Mirror $mirror The same table, for reading.
	 */
	public function __construct( private Mirror $mirror ) {}

	/**
	 * Takes over what is wanted of one product or variation; its other rows become archived. Writes only what differs.
	 *
	 * @param Subject                 $subject Whose bindings.
	 * @param list<Wanted>            $wanted  At most one per runtime type.
	 * @param array<int, Binding_Row> $rows    What there is of it.
	 * @return int Rows that have to be sent since.
	 * @throws Overtaken When one of the rows is not what it was.
	 */
	public function want( Subject $subject, array $wanted, array $rows ): int {
		$changed = 0;
		$rows    = array_column( $rows, null, 'runtime_type' );
		foreach ( $wanted as $binding ) {
			$row = $rows[ $binding->runtime_type ] ?? null;
			unset( $rows[ $binding->runtime_type ] );
			if ( null === $row ) {
				$changed += $this->insert( $subject, $binding );
			} elseif ( $row->wanted_hash !== $binding->hash() || $row->external_product_id !== $subject->external_product_id ) {
				$changed += $this->change( $row, $subject, $binding );
			} elseif ( $row->title !== $subject->title || $row->design_name !== $binding->design_name ) {
				$this->rename( $row, $subject, $binding );
			}
		}
		foreach ( $rows as $row ) {
			$changed += $row->is_fault() ? 0 : $this->archive( $row );
		}
		return $changed;
	}

	/**
	 * Shows a fault of the product's own data until it is mended.
	 *
	 * @param Subject                 $subject Whose.
	 * @param string                  $code    E.g. "local.design"; the screens have sentences for it.
	 * @param string                  $detail  What was found; untrusted.
	 * @param array<int, Binding_Row> $rows    What there is of it.
	 */
	public function fault( Subject $subject, string $code, string $detail, array $rows ): void {
		global $wpdb;
		$detail = mb_substr( $detail, 0, 190 );
		foreach ( $rows as $row ) {
			if ( $row->is_fault() && $row->code === $code && $row->detail === $detail && $row->title === $subject->title ) {
				return;
			}
		}
		$wpdb->replace(
			Schema::bindings(),
			array(
				'runtime_type' => '',
				'wanted'       => Wanted::DRAFT,
				'state'        => Binding_Row::FAILED,
				'code'         => $code,
				'detail'       => $detail,
				'updated_at'   => Gmt::text( time() ),
			) + $subject->columns()
		);
	}

	/**
	 * A fault, if there was one, is mended.
	 *
	 * @param array<int, Binding_Row> $rows What there is of a product or variation.
	 */
	public function mend( array $rows ): void {
		foreach ( $rows as $row ) {
			if ( $row->is_fault() ) {
				$this->mirror->forget( $row->id );
			}
		}
	}

	/**
	 * Archives what there is of a product that is about to go, its variations included.
	 *
	 * @param int $post_id A product's or a variation's.
	 */
	public function archive_all_of( int $post_id ): int {
		for ( $try = 1; $try <= self::TRIES; $try++ ) {
			try {
				return $this->archived( $post_id );
			} catch ( Overtaken $meanwhile ) {
				continue;
			}
		}
		// The nightly look finds rows whose post is gone.
		return 1;
	}

	/**
	 * The same, once.
	 *
	 * @param int $post_id A product's or a variation's.
	 * @throws Overtaken When one of the rows is not what it was.
	 */
	private function archived( int $post_id ): int {
		$changed = 0;
		foreach ( $this->mirror->of_product( $post_id ) + $this->mirror->of_object( $post_id ) as $row ) {
			if ( $row->is_fault() ) {
				$this->mirror->forget( $row->id );
			} else {
				$changed += $this->archive( $row );
			}
		}
		return $changed;
	}

	/**
	 * A binding that nobody wanted so far.
	 *
	 * @param Subject $subject Whose.
	 * @param Wanted  $binding What.
	 * @throws Overtaken When another request made one meanwhile.
	 */
	private function insert( Subject $subject, Wanted $binding ): int {
		global $wpdb;
		$now   = Gmt::text( time() );
		$found = $wpdb->query(
			$wpdb->prepare(
				"INSERT INTO %i (object_id, product_id, runtime_type, external_product_id, title, design_id, local_design_id, design_name, wanted, wanted_hash, state, next_attempt_at, updated_at)
				VALUES (%d, %d, %s, %s, %s, %d, %s, %s, %s, %s, 'queued', %s, %s)
				ON DUPLICATE KEY UPDATE id = id",
				Schema::bindings(),
				$subject->object_id,
				$subject->product_id,
				$binding->runtime_type,
				$subject->external_product_id,
				$subject->title,
				$binding->design_id,
				$binding->local,
				$binding->design_name,
				$binding->status,
				$binding->hash(),
				$now,
				$now
			)
		);
		if ( $subject->object_id !== $subject->product_id ) {
			// A variation that is hidden does not open its product's any more.
			Live::changed( $subject->product_id );
		}
		return self::written( $found );
	}

	/**
	 * Something else is wanted. A row on its way stays so: its batch sees the new version when it is answered, so that
	 * two batches with the same row never overtake each other.
	 *
	 * @param Binding_Row $row     The row as it was read.
	 * @param Subject     $subject Whose.
	 * @param Wanted      $binding What is wanted now.
	 * @throws Overtaken When it is not so any more.
	 */
	private function change( Binding_Row $row, Subject $subject, Wanted $binding ): int {
		global $wpdb;
		$now   = Gmt::text( time() );
		$moved = $row->external_product_id !== $subject->external_product_id;
		$found = $wpdb->query(
			$wpdb->prepare(
				"UPDATE %i SET version = version + 1, product_id = %d, external_product_id = %s, title = %s, design_id = %d, local_design_id = %s, design_name = %s, wanted = %s, wanted_hash = %s,
					state = IF(state = 'sending', state, IF(sent_hash = %s, 'pending', 'queued')),
					code = '', detail = '', upstream_status = 0, attempts = 0, next_attempt_at = %s, updated_at = %s
				WHERE id = %d AND version = %d",
				Schema::bindings(),
				$subject->product_id,
				$subject->external_product_id,
				$subject->title,
				$binding->design_id,
				$binding->local,
				$binding->design_name,
				$binding->status,
				$binding->hash(),
				// Back to what the connector has: nothing to send, but its state is to be asked for.
				$moved ? 'never' : $binding->hash(),
				$now,
				$now,
				$row->id,
				$row->version
			)
		);
		if ( $moved || $row->wanted !== $binding->status ) {
			Live::changed( $subject->product_id );
		}
		return self::written( $found );
	}

	/**
	 * How many rows were written.
	 *
	 * @param int|bool $found What the database says.
	 * @throws Overtaken When there was none to write.
	 */
	private static function written( int|bool $found ): int {
		if ( 0 === $found ) {
			throw new Overtaken();
		}
		return (int) $found;
	}

	/**
	 * Names are the screens' business alone.
	 *
	 * @param Binding_Row $row     The row as it is.
	 * @param Subject     $subject Whose.
	 * @param Wanted      $binding What is wanted.
	 */
	private function rename( Binding_Row $row, Subject $subject, Wanted $binding ): void {
		global $wpdb;
		$names = array(
			'title'       => $subject->title,
			'design_name' => $binding->design_name,
		);
		$wpdb->update( Schema::bindings(), $names, array( 'id' => $row->id ) );
	}

	/**
	 * Nobody wants the row any more. What the connector never had is forgotten.
	 *
	 * @param Binding_Row $row The row as it was read.
	 * @throws Overtaken When it is not so any more.
	 */
	private function archive( Binding_Row $row ): int {
		if ( Wanted::ARCHIVED === $row->wanted ) {
			return 0;
		}
		if ( '' === $row->sent_hash && '' === $row->binding_id && Binding_Row::SENDING !== $row->state ) {
			// Unless a job has just taken it: then the connector will have it, and has to hear of the end, too.
			$is_gone = $this->mirror->forget_unsent( $row );
			Live::changed( $row->product_id );
			return $is_gone ? 0 : throw new Overtaken();
		}
		return $this->change( $row, Subject::of_row( $row ), new Wanted( $row->runtime_type, $row->design_id, Wanted::ARCHIVED, $row->design_name, $row->local ) );
	}
}
