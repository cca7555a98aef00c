<?php
/**
 * Looks at what requests left over.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Rechecks;
use AlterConnector\State\Settings;

/**
 * Works the rechecks off, in pages, as long as it may.
 */
final class Sweep {

	private const PAGE = 200;

	/**
	 * Built once, by the room.
	 *
	 * @param Rechecks $rechecks What is to be looked at.
	 * @param Speakers $speakers Finds what says something.
	 * @param Review   $review   Looks at products.
	 */
	public function __construct( private Rechecks $rechecks, private Speakers $speakers, private Review $review ) {}

	/**
	 * Looks until nothing is left or the time is up.
	 *
	 * @param float $until As microtime( true ) counts.
	 * @return bool Whether something is left.
	 */
	public function run( float $until ): bool {
		while ( microtime( true ) < $until ) {
			$recheck = $this->rechecks->next();
			if ( null === $recheck ) {
				return false;
			}
			$this->page( $recheck['object_id'], $recheck['after_id'] );
		}
		return null !== $this->rechecks->next();
	}

	/**
	 * Looks at one page.
	 *
	 * @param int $object_id A product, or everything.
	 * @param int $after_id  What is behind already.
	 */
	private function page( int $object_id, int $after_id ): void {
		$ids = Rechecks::EVERYTHING === $object_id
			? $this->speakers->all( $after_id, self::PAGE )
			: $this->speakers->of_product( $object_id, $after_id, self::PAGE );
		if ( $ids ) {
			// This process may be older than the owner's choice.
			wp_cache_delete( Settings::OPTION, 'options' );
			$this->review->all( $ids );
			$this->rechecks->move( $object_id, $after_id, (int) max( $ids ) );
			$this->forget( $ids );
		}
		if ( count( $ids ) < self::PAGE ) {
			$this->rechecks->done( $object_id, $ids ? (int) max( $ids ) : $after_id );
		}
	}

	/**
	 * Keeps a long job's memory small.
	 *
	 * @param list<int> $ids Posts that are done with.
	 */
	private function forget( array $ids ): void {
		if ( wp_using_ext_object_cache() ) {
			return;
		}
		foreach ( $ids as $id ) {
			wp_cache_delete( $id, 'posts' );
			wp_cache_delete( $id, 'post_meta' );
		}
	}
}
