<?php
/**
 * What is to be told of an order.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Order_Row;

/**
 * Compares an order with what was told of it last, and says which event of the contract follows. Pure: hooks only say
 * that something may have changed, so one that fires twice, late or not at all makes no other event.
 */
final class Derivation {

	/**
	 * Orders that are none yet: the checkout block keeps one while somebody types.
	 */
	private const DRAFTS = array( 'checkout-draft', 'auto-draft', 'draft', 'new', '' );

	/**
	 * Attempts to buy. WooCommerce makes another order when the cart changes before the payment, and cancels the unpaid one
	 * after an hour. Alter's order follows the first order that names it, and may still be edited in the cart: it must not
	 * follow an attempt that came to nothing.
	 */
	private const ATTEMPTS = array( 'pending', 'failed', 'cancelled', 'trash' );

	/**
	 * The event that follows; null when nothing is to be told.
	 *
	 * @param Snapshot       $now    The order.
	 * @param Order_Row|null $before The newest event of the order.
	 * @return array{kind: string, modified: int, content: array<string, mixed>, hash: string}|null
	 */
	public static function next( Snapshot $now, ?Order_Row $before ): ?array {
		$told  = self::told( $before );
		$lines = $now->lines_after( null === $told ? array() : $told->lines() );
		if ( ! $lines || in_array( $now->status, self::DRAFTS, true ) ) {
			return null;
		}
		if ( null === $told && ! $now->was_paid && in_array( $now->status, self::ATTEMPTS, true ) ) {
			return null;
		}
		$hash = Snapshot::hash( $now->status, $lines );
		if ( null !== $told && $told->content_hash === $hash ) {
			return null;
		}
		return array(
			'kind'     => self::kind( $now, $before ),
			// A clock that stepped back, or a hook that does not touch the date, makes no older event of a newer one.
			'modified' => max( $now->modified_at, null === $before ? 0 : $before->modified_at ),
			'content'  => array(
				'lines'    => $lines,
				'refunded' => $now->refunded,
			),
			'hash'     => $hash,
		);
	}

	/**
	 * The event for an order that is gone; null when nothing was told of it.
	 *
	 * @param Order_Row|null $before The newest event of the order.
	 * @param int            $at     Unix seconds.
	 * @return array{kind: string, modified: int, content: array<string, mixed>, hash: string}|null
	 */
	public static function gone( ?Order_Row $before, int $at ): ?array {
		$told = self::told( $before );
		if ( null === $told || Order_Row::DELETED === $told->kind ) {
			return null;
		}
		return array(
			'kind'     => Order_Row::DELETED,
			'modified' => max( $at, $told->modified_at ),
			'content'  => array( 'lines' => $told->lines() ),
			'hash'     => Snapshot::hash( Order_Row::DELETED, $told->lines() ),
		);
	}

	/**
	 * The event for an order whose customer is to be forgotten; null when nothing was told of it.
	 *
	 * @param Order_Row|null $before The newest event of the order.
	 * @param int            $at     Unix seconds.
	 * @return array{kind: string, modified: int, content: array<string, mixed>, hash: string}|null
	 */
	public static function erased( ?Order_Row $before, int $at ): ?array {
		$told = self::told( $before );
		if ( null === $told ) {
			return null;
		}
		return array(
			'kind'     => Order_Row::ERASED,
			'modified' => max( $at, $told->modified_at ),
			'content'  => array( 'lines' => array() ),
			'hash'     => Snapshot::hash( Order_Row::ERASED, array() ),
		);
	}

	/**
	 * What the connector still holds of the order: nothing once it was erased.
	 *
	 * @param Order_Row|null $before The newest event of the order.
	 */
	private static function told( ?Order_Row $before ): ?Order_Row {
		return null === $before || Order_Row::ERASED === $before->kind ? null : $before;
	}

	/**
	 * The contract's word for it. All but the last four mean the same to the connector; people read them in its log.
	 *
	 * @param Snapshot       $now    The order.
	 * @param Order_Row|null $before The newest event of the order, whatever it was.
	 */
	private static function kind( Snapshot $now, ?Order_Row $before ): string {
		if ( null === self::told( $before ) ) {
			return Order_Row::CREATED;
		}
		if ( Order_Row::DELETED === $before->kind || ( 'trash' === $before->status && 'trash' !== $now->status ) ) {
			return Order_Row::RESTORED;
		}
		if ( in_array( $now->status, array( 'cancelled', 'trash' ), true ) ) {
			return Order_Row::CANCELLED;
		}
		$had = (int) ( $before->content['refunded'] ?? 0 );
		// An unsent refund that this event overtakes is still one, also in a status that means nothing to Alter.
		$is_untold = Order_Row::REFUNDED === $before->kind && Order_Row::QUEUED === $before->state;
		if ( $is_untold || 'refunded' === $now->status || $now->refunded !== $had ) {
			return Order_Row::REFUNDED;
		}
		$is_first = Order_Row::CREATED === $before->kind && Order_Row::QUEUED === $before->state;
		return $is_first ? Order_Row::CREATED : Order_Row::UPDATED;
	}
}
