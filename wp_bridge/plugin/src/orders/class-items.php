<?php
/**
 * Configured items of orders.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;

/**
 * What order items keep of what was configured, and how it is read. One place for the names of the metas.
 */
final class Items {

	/**
	 * The contract's names; numbers as text.
	 */
	public const ORDER  = '_alter_order_id';
	public const DETAIL = '_alter_order_detail_id';

	/**
	 * The line as an array.
	 */
	public const LINE = '_alter_line';

	/**
	 * The address of the copied picture.
	 */
	public const PICTURE = '_alter_picture';

	/**
	 * "yes" when it was sold at Alter's price.
	 */
	public const PRICED = '_alter_priced';

	/**
	 * Names of the readable metas, so that an erasure finds them.
	 */
	public const READABLE = '_alter_readable';

	public const HIDDEN = array( self::ORDER, self::DETAIL, self::LINE, self::PICTURE, self::PRICED, self::READABLE );

	/**
	 * What was configured for an item; null when nothing was.
	 *
	 * @param mixed $item Of an order.
	 */
	public static function line( mixed $item ): ?Line {
		return $item instanceof \WC_Order_Item_Product ? Line::from_array( $item->get_meta( self::LINE ) ) : null;
	}

	/**
	 * The configured items of an order, by their numbers.
	 *
	 * @param \WC_Abstract_Order $order The order.
	 * @return array<int, array{0: \WC_Order_Item_Product, 1: Line}>
	 */
	public static function of( \WC_Abstract_Order $order ): array {
		$found = array();
		foreach ( $order->get_items() as $id => $item ) {
			$line = self::line( $item );
			if ( null !== $line ) {
				$found[ (int) $id ] = array( $item, $line );
			}
		}
		return $found;
	}

	/**
	 * Whether the order that the line names is told about: a repeat's belongs to the first order, and what was not claimed
	 * may be a stranger's.
	 *
	 * @param Line $line Of an item.
	 */
	public static function is_told( Line $line ): bool {
		return $line->checked && null !== $line->alter_order_id && null === $line->repeat_of;
	}

	/**
	 * Whether the line was sold while Alter was down, and has not been claimed since.
	 *
	 * @param Line $line Of an item.
	 */
	public static function is_unclaimed( Line $line ): bool {
		return ! $line->checked && $line->is_customized() && null === $line->repeat_of;
	}

	/**
	 * How many pieces of an item are still wanted.
	 *
	 * @param \WC_Order              $order The order.
	 * @param \WC_Order_Item_Product $item  The item.
	 */
	public static function wanted( \WC_Order $order, \WC_Order_Item_Product $item ): int {
		$left = (float) $item->get_quantity() + (float) $order->get_qty_refunded_for_item( $item->get_id() );
		return max( 0, (int) ceil( $left ) );
	}
}
