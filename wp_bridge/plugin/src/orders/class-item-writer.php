<?php
/**
 * Writes what was configured into items of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;

/**
 * The contract's metas, the line, and what people read of it. Whoever calls saves the item.
 */
final class Item_Writer {

	/**
	 * Writes a line; what another one left is replaced.
	 *
	 * @param \WC_Order_Item_Product $item The item.
	 * @param Line                   $line What was configured.
	 */
	public static function write( \WC_Order_Item_Product $item, Line $line ): void {
		$before = $item->get_meta( Items::READABLE );
		foreach ( is_array( $before ) ? $before : array() as $name ) {
			$item->delete_meta_data( (string) $name );
		}
		$item->update_meta_data( Items::LINE, $line->to_array() );
		self::number( $item, Items::ORDER, $line->alter_order_id );
		self::number( $item, Items::DETAIL, $line->order_detail_id );
		$names = array();
		foreach ( Readable::metas( $line->options, self::attributes( $item ) ) as $meta ) {
			$item->add_meta_data( $meta['name'], $meta['value'] );
			$names[] = $meta['name'];
		}
		if ( null !== $line->repeat_of ) {
			$name = __( 'Repeat of order', 'alter-connector' );
			$item->add_meta_data( $name, $line->repeat_of );
			$names[] = $name;
		}
		$item->update_meta_data( Items::READABLE, $names );
	}

	/**
	 * A number of Alter's, as text; none leaves no meta.
	 *
	 * @param \WC_Order_Item_Product $item   The item.
	 * @param string                 $key    The meta.
	 * @param int|null               $number The number.
	 */
	private static function number( \WC_Order_Item_Product $item, string $key, ?int $number ): void {
		if ( null === $number ) {
			$item->delete_meta_data( $key );
		} else {
			$item->update_meta_data( $key, (string) $number );
		}
	}

	/**
	 * What the item's attributes say, by names as people read them.
	 *
	 * @param \WC_Order_Item_Product $item The new item.
	 * @return array<string, string>
	 */
	private static function attributes( \WC_Order_Item_Product $item ): array {
		$product = $item->get_product();
		if ( ! $product instanceof \WC_Product ) {
			return array();
		}
		$found  = array();
		$parent = $product instanceof \WC_Product_Variation ? wc_get_product( $product->get_parent_id() ) : $product;
		foreach ( $parent instanceof \WC_Product ? array_keys( $parent->get_attributes() ) : array() as $name ) {
			$value = $product instanceof \WC_Product_Variation ? (string) $item->get_meta( (string) $name ) : '';
			$term  = taxonomy_exists( (string) $name ) ? get_term_by( 'slug', $value, (string) $name ) : false;
			$value = $term instanceof \WP_Term ? $term->name : $value;
			$found[ wc_attribute_label( (string) $name, $parent ) ] = $value;
			$found[ (string) $name ]                                = $value;
		}
		return $found;
	}
}
