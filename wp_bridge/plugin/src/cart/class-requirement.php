<?php
/**
 * Whether a product can be bought as it is.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\Service\Breaker;
use AlterConnector\State\Live;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Settings;
use AlterConnector\State\Translations;
use AlterConnector\State\Visitor;

/**
 * A product with a live customizer is bought customised, unless the product or the shop says otherwise. Local only.
 */
final class Requirement {

	private const RUNTIME = 'customizer';

	/**
	 * Whether Alter is down, as this request found it.
	 *
	 * @var bool|null
	 */
	private ?bool $is_down = null;

	/**
	 * Built once, by the room.
	 *
	 * @param Live     $live     What opens.
	 * @param Settings $settings What the owner chose.
	 * @param Breaker  $breaker  Whether the connector answers.
	 * @param Visitor  $visitor  Whether it answered this visitor.
	 */
	public function __construct( private Live $live, private Settings $settings, private Breaker $breaker, private Visitor $visitor ) {}

	/**
	 * Whether this can only be bought customised.
	 *
	 * @param int $product_id   The product.
	 * @param int $variation_id Its variation; 0 for none.
	 */
	public function is_required( int $product_id, int $variation_id = 0 ): bool {
		return null !== $this->live->opens( $product_id, $variation_id, self::RUNTIME ) && $this->is_wanted( $product_id );
	}

	/**
	 * Whether any variation of a product, or the product itself, can only be bought customised: a button that adds it
	 * from a list leads to the product's page instead.
	 *
	 * @param int $product_id The product.
	 */
	public function concerns( int $product_id ): bool {
		$live  = $this->live->of( $product_id );
		$types = array_merge( $live['runtimes'], ...array_values( $live['variations'] ) );
		return in_array( self::RUNTIME, $types, true ) && $this->is_wanted( $product_id );
	}

	/**
	 * Whether the owner sells it without, because Alter is down. Only what this server met itself counts.
	 */
	public function may_sell_anyway(): bool {
		if ( ! $this->settings->sell_when_down() ) {
			return false;
		}
		$this->is_down ??= $this->breaker->pause( time() ) > 0 || $this->visitor->waits( time() );
		return $this->is_down;
	}

	/**
	 * The external id of a line that is sold without; null when nothing opens.
	 *
	 * @param int $product_id   The product.
	 * @param int $variation_id Its variation; 0 for none.
	 */
	public function external_id( int $product_id, int $variation_id ): ?string {
		return $this->live->opens( $product_id, $variation_id, self::RUNTIME );
	}

	/**
	 * What the product, or else the shop, says.
	 *
	 * @param int $product_id The product.
	 */
	private function is_wanted( int $product_id ): bool {
		$own = get_post_meta( Translations::original( $product_id, 'product' ), Product_Meta::REQUIRED, true );
		return in_array( $own, array( 'yes', 'no' ), true ) ? 'yes' === $own : $this->settings->required();
	}
}
