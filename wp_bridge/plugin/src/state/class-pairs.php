<?php
/**
 * What Alter's options mean in this shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The plugin's own table, read when something is added to a cart or a product is edited.

/**
 * The table of pairs: one row an option and product. A row is made when the customizer's shopper asks for an option that
 * nobody knows, from what Alter says of the claimed order; only the owner confirms one.
 */
final class Pairs {

	/**
	 * Unknown options of one product that are remembered; a design has dozens, and the owner reads this list.
	 */
	private const MOST_SEEN = 200;

	private const LONGEST = 190;

	/**
	 * The pairs of a product, its own before those of the whole shop.
	 *
	 * @param int $product_id The product.
	 * @return list<Pair>
	 */
	public function of( int $product_id ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i WHERE product_id IN (0, %d) ORDER BY product_id DESC, kind, alter_label, id', Schema::pairs(), $product_id ), ARRAY_A );
		return array_map( array( Pair::class, 'from_row' ), (array) $rows );
	}

	/**
	 * A pair by its number.
	 *
	 * @param int $id The row's.
	 */
	public function get( int $id ): ?Pair {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', Schema::pairs(), $id ), ARRAY_A );
		return is_array( $row ) ? Pair::from_row( $row ) : null;
	}

	/**
	 * Somebody asked for an option that nobody knows. The first proposal stays: whoever comes later, with a message of
	 * his own making, changes nothing that the owner is about to read.
	 *
	 * @param int    $product_id The product.
	 * @param string $kind       One of `Pair::KINDS`.
	 * @param int    $alter_id   Alter's number of the option.
	 * @param string $label      What Alter calls it.
	 * @param string $attribute  The proposed attribute; may be empty.
	 * @param string $term       The proposed value.
	 * @param int    $now        Unix seconds.
	 */
	public function see( int $product_id, string $kind, int $alter_id, string $label, string $attribute, string $term, int $now ): void {
		global $wpdb;
		$seen = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM %i WHERE product_id = %d AND state = %s', Schema::pairs(), $product_id, Pair::SEEN ) );
		if ( $seen >= self::MOST_SEEN ) {
			return;
		}
		$wpdb->query(
			$wpdb->prepare(
				'INSERT INTO %i (product_id, kind, alter_id, alter_label, attribute, term, state, times, seen_at) VALUES (%d, %s, %d, %s, %s, %s, %s, 1, %s)
				ON DUPLICATE KEY UPDATE times = times + 1, seen_at = VALUES(seen_at), alter_label = VALUES(alter_label)',
				Schema::pairs(),
				$product_id,
				$kind,
				$alter_id,
				mb_substr( $label, 0, self::LONGEST ),
				mb_substr( $attribute, 0, self::LONGEST ),
				mb_substr( $term, 0, self::LONGEST ),
				Pair::SEEN,
				Gmt::text( $now )
			)
		);
	}

	/**
	 * A product's own row of an option that the whole shop has one of.
	 *
	 * @param Pair $pair       The whole shop's.
	 * @param int  $product_id The product.
	 * @param int  $now        Unix seconds.
	 */
	public function own( Pair $pair, int $product_id, int $now ): Pair {
		global $wpdb;
		$this->see( $product_id, $pair->kind, $pair->alter_id, $pair->alter_label, $pair->attribute, $pair->term, $now );
		$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM %i WHERE product_id = %d AND kind = %s AND alter_id = %d', Schema::pairs(), $product_id, $pair->kind, $pair->alter_id ), ARRAY_A );
		return is_array( $row ) ? Pair::from_row( $row ) : $pair;
	}

	/**
	 * The owner says what a pair means.
	 *
	 * @param Pair   $pair          The pair.
	 * @param string $attribute     The attribute's name; empty: nothing here.
	 * @param string $term          Its value.
	 * @param bool   $is_everywhere Whether that goes for the whole shop.
	 */
	public function confirm( Pair $pair, string $attribute, string $term, bool $is_everywhere ): void {
		global $wpdb;
		$product_id = $is_everywhere ? 0 : $pair->product_id;
		// A product and an option have one row: what was said before gives way.
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE product_id = %d AND kind = %s AND alter_id = %d AND id <> %d', Schema::pairs(), $product_id, $pair->kind, $pair->alter_id, $pair->id ) );
		$wpdb->update(
			Schema::pairs(),
			array(
				'product_id' => $product_id,
				'attribute'  => '' === $term ? '' : $attribute,
				'term'       => '' === $attribute ? '' : $term,
				'state'      => Pair::CONFIRMED,
			),
			array( 'id' => $pair->id ),
			array( '%d', '%s', '%s', '%s' ),
			array( '%d' )
		);
	}

	/**
	 * Takes a pair away; the next shopper who asks for it brings it back as a question.
	 *
	 * @param int $id The row's number.
	 */
	public function remove( int $id ): void {
		global $wpdb;
		$wpdb->delete( Schema::pairs(), array( 'id' => $id ), array( '%d' ) );
	}

	/**
	 * Takes the pairs of a product away that is deleted.
	 *
	 * @param int $product_id The product.
	 */
	public function forget_product( int $product_id ): void {
		global $wpdb;
		$wpdb->delete( Schema::pairs(), array( 'product_id' => $product_id ), array( '%d' ) );
	}
}
