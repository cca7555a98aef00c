<?php
/**
 * The place of a product's 3D tools in a page.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Embed;

use AlterConnector\Parts;
use AlterConnector\State\Product_Meta;
use AlterConnector\State\Translations;
use AlterConnector\State\Way;

/**
 * A `div` and what the script has to know, and nothing else: WooCommerce's block of the add to cart form falls back to
 * an old way when a hook prints a button, and a page that is cached for everybody may hold nothing of anybody.
 */
final class Stand {

	/**
	 * Built once, by the room.
	 *
	 * @param Parts  $parts  What the plugin is made of.
	 * @param Assets $assets Script and style, which a page with a stand needs.
	 */
	public function __construct( private Parts $parts, private Assets $assets ) {}

	/**
	 * The stand of a product, escaped; empty when nothing of it opens.
	 *
	 * @param \WC_Product $product Any product.
	 * @param bool        $is_auto Whether the plugin found the place by itself.
	 * @param string      $display "modal" or "inline"; empty for the shop's choice.
	 */
	public function html( \WC_Product $product, bool $is_auto, string $display = '' ): string {
		if ( ! self::is_showable( $product ) || ! $this->parts->live->is_live( $product->get_id() ) ) {
			return '';
		}
		$this->assets->enqueue();
		$data = $this->data( $product, in_array( $display, array( 'modal', 'inline' ), true ) ? $display : $this->parts->settings->display() );
		return self::div( $data + array( 'isAuto' => $is_auto ) );
	}

	/**
	 * A stand's markup. Escaped.
	 *
	 * @param array<string, mixed> $data For the script.
	 */
	public static function div( array $data ): string {
		return sprintf( '<div class="alter-connector-shopper" data-alter="%s"></div>', esc_attr( (string) wp_json_encode( $data, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) ) );
	}

	/**
	 * Whether shoppers may see the product at all.
	 *
	 * @param \WC_Product $product Any product.
	 */
	private static function is_showable( \WC_Product $product ): bool {
		return ! post_password_required( $product->get_id() ) && ( 'publish' === $product->get_status() || current_user_can( 'edit_post', $product->get_id() ) );
	}

	/**
	 * What the script has to know of a product.
	 *
	 * @param \WC_Product $product One of which something opens.
	 * @param string      $display "modal" or "inline".
	 * @return array<string, mixed>
	 */
	private function data( \WC_Product $product, string $display ): array {
		$id       = $product->get_id();
		$original = Translations::original( $id, 'product' );
		$prefix   = $this->parts->known_store->external_id_prefix();
		$live     = $this->parts->live->of( $id );
		$way      = $this->parts->way->current();
		$data     = array(
			'product'           => $id,
			'externalProductId' => $prefix . $original,
			'runtimes'          => $live['runtimes'],
			'variations'        => (object) $live['variations'],
			'display'           => $display,
			'required'          => $this->is_required( $original ),
			'sellsDown'         => $this->parts->settings->sell_when_down(),
			'way'               => $way,
			'api'               => Way::DIRECT === $way ? $this->storefront() : null,
			'appOrigin'         => $this->parts->known_store->text( 'appOrigin' ),
			/* translators: %s: the name of a product. */
			'title'             => sprintf( __( '%s in 3D', 'alter-connector' ), wp_strip_all_tags( $product->get_name() ) ),
		);
		if ( 'inline' === $display ) {
			$picture         = wp_get_attachment_image_url( (int) $product->get_image_id(), 'woocommerce_single' );
			$data['picture'] = false === $picture ? wc_placeholder_img_src( 'woocommerce_single' ) : $picture;
		}
		return $original === $id ? $data : self::translated( $product, $data, $live['variations'] ) + $data;
	}

	/**
	 * Of a translation: its variations have numbers of their own, the connector knows those of the original.
	 *
	 * @param \WC_Product              $product    The translation.
	 * @param array<string, mixed>     $data       What is known of it.
	 * @param array<int, list<string>> $variations By the original's numbers.
	 * @return array<string, mixed>
	 */
	private static function translated( \WC_Product $product, array $data, array $variations ): array {
		$own = array();
		$ids = array();
		foreach ( $variations ? $product->get_children() : array() as $id ) {
			$original = Translations::original( $id, 'product_variation' );
			if ( isset( $variations[ $original ] ) ) {
				$own[ $id ] = $variations[ $original ];
				$ids[ $id ] = "{$data['externalProductId']}_{$original}";
			}
		}
		return array(
			'variations' => (object) $own,
			'ids'        => (object) $ids,
		);
	}

	/**
	 * Whether a product can only be bought customised, where a customizer opens.
	 *
	 * @param int $product_id The product, no translation.
	 */
	private function is_required( int $product_id ): bool {
		$own = get_post_meta( $product_id, Product_Meta::REQUIRED, true );
		return in_array( $own, array( 'yes', 'no' ), true ) ? 'yes' === $own : $this->parts->settings->required();
	}

	/**
	 * Where browsers ask the connector; null when nobody knows.
	 */
	private function storefront(): ?string {
		$connection = $this->parts->connections->current();
		try {
			$address = $this->parts->addresses->current();
		} catch ( \DomainException $bad ) {
			return null;
		}
		return null === $connection || null === $address ? null : $address->url( '/storefront/v1/' . rawurlencode( $connection->storefront_key ) );
	}
}
