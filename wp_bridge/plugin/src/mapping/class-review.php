<?php
/**
 * Brings the mirror in line with the shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Intents;
use AlterConnector\State\Mirror;
use AlterConnector\State\Overtaken;
use AlterConnector\State\Rechecks;
use AlterConnector\State\Settings;
use AlterConnector\State\Wanted;

/**
 * Looks at products, and writes what they want into the mirror. No call to anybody.
 */
final class Review {

	/**
	 * Variations that one look at a product takes along; the others are left to the job.
	 */
	private const AT_ONCE = 50;

	/**
	 * How often a look that was overtaken begins anew; after that the nightly look has to do.
	 */
	private const TRIES = 4;

	/**
	 * Whether this request left something to the job.
	 *
	 * @var bool
	 */
	private bool $left_over = false;

	/**
	 * Built once, by the room.
	 *
	 * @param Facts_Reader $reader   Reads products.
	 * @param Mirror       $mirror   What is known.
	 * @param Intents      $intents  Writes what is wanted.
	 * @param Speakers     $speakers Finds what says something.
	 * @param Rechecks     $rechecks What is left to the job.
	 * @param Settings     $settings The owner's choices.
	 */
	public function __construct(
		private Facts_Reader $reader,
		private Mirror $mirror,
		private Intents $intents,
		private Speakers $speakers,
		private Rechecks $rechecks,
		private Settings $settings
	) {}

	/**
	 * Looks at some products and variations.
	 *
	 * What is there is read before what is wanted, and that past all that this request read earlier: so whoever saved
	 * a product meanwhile has either been read here, or written a row that is not the one in hand any more.
	 *
	 * @param list<int> $post_ids Any posts; other kinds are passed over.
	 * @return int Rows that have to be sent since.
	 */
	public function all( array $post_ids ): int {
		$changed = 0;
		for ( $try = 1; $post_ids && $try <= self::TRIES; $try++ ) {
			$rows = array();
			foreach ( $this->mirror->of_objects( $post_ids ) as $row ) {
				$rows[ $row->object_id ][ $row->id ] = $row;
			}
			$this->reader->refresh( $post_ids );
			$overtaken = array();
			foreach ( $post_ids as $post_id ) {
				try {
					$changed += $this->one( $post_id, $rows[ $post_id ] ?? array() );
				} catch ( Overtaken $meanwhile ) {
					// Some of its rows may have been written.
					++$changed;
					$overtaken[] = $post_id;
				} catch ( \Throwable $fault ) {
					// A filter of another plugin's failed for this product; the others, and the job, go on.
					do_action( 'alter_connector_log', 'error', "Product {$post_id} could not be looked at.", array( 'fault' => $fault ) ); // phpcs:ignore WooCommerce.Commenting.CommentHooks.MissingHookComment -- Not a hook for others.
				}
			}
			$post_ids = $overtaken;
		}
		return $changed;
	}

	/**
	 * Looks at one product or variation.
	 *
	 * @param int                     $post_id Any post.
	 * @param array<int, Binding_Row> $rows    What there is of it.
	 * @throws Overtaken When that is out of date.
	 */
	private function one( int $post_id, array $rows ): int {
		$subject = $this->reader->subject( $post_id );
		if ( null === $subject ) {
			return $this->intents->archive_all_of( $post_id );
		}
		$wish = Wish::of( $this->reader->facts( $post_id ), $this->settings->unpublished_deactivates() );
		if ( Wish::NO_FAULT === $wish->fault ) {
			$this->intents->mend( $rows );
			return $this->intents->want( $subject, $wish->bindings, $rows );
		}
		$this->intents->fault( $subject, $wish->fault, $wish->detail, $rows );
		return $this->intents->want( $subject, self::kept( $rows, $wish->ceiling ), $rows );
	}

	/**
	 * Looks at a product and at those of its variations that say something of their own. The rest inherit, and have
	 * no rows.
	 *
	 * @param int $post_id A product or variation.
	 */
	public function family( int $post_id ): int {
		$changed = $this->all( array( $post_id ) );
		return 'product' === get_post_type( $post_id ) ? $changed + $this->variations( $post_id, 0 ) : $changed;
	}

	/**
	 * Whether this request left something to the job.
	 */
	public function has_left_over(): bool {
		return $this->left_over;
	}

	/**
	 * Looks at some variations of a product, and leaves the rest to the job.
	 *
	 * @param int $product_id The product.
	 * @param int $after_id   What is behind already.
	 */
	private function variations( int $product_id, int $after_id ): int {
		$ids = $this->speakers->of_product( $product_id, $after_id, self::AT_ONCE );
		if ( count( $ids ) === self::AT_ONCE ) {
			$this->rechecks->add( $product_id, (int) max( $ids ) );
			$this->left_over = true;
		}
		return $this->all( $ids );
	}

	/**
	 * What there is, under a ceiling.
	 *
	 * @param array<int, Binding_Row> $rows    Of a product or variation.
	 * @param string                  $ceiling "active" or "inactive".
	 * @return list<Wanted>
	 */
	private static function kept( array $rows, string $ceiling ): array {
		$kept = array();
		foreach ( $rows as $row ) {
			if ( ! $row->is_fault() ) {
				$kept[] = new Wanted( $row->runtime_type, $row->design_id, Wish::capped( $row->wanted, $ceiling ), $row->design_name, $row->local );
			}
		}
		return $kept;
	}
}
