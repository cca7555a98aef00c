<?php
/**
 * What the checks that ask the connector share.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Delivery;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;

/**
 * When nobody is asked, and what a call that came to nothing means.
 */
final class Asking {

	/**
	 * Why the connector is not asked about this store; null when it is.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    Where the site stands.
	 */
	public static function why_not( Connections $connections, Standing $standing ): ?Result {
		if ( null === $connections->current() ) {
			return Result::recommended( __( 'Not asked: this shop is not connected.', 'alter-connector' ) );
		}
		if ( $standing->is_elsewhere() ) {
			return Result::recommended( __( 'Not asked: the shop is in safe mode.', 'alter-connector' ) );
		}
		return null;
	}

	/**
	 * What a call that came to nothing means.
	 *
	 * @param Refused|Unreachable $failure What came of it.
	 */
	public static function failed( Refused|Unreachable $failure ): Result {
		if ( $failure instanceof Unreachable ) {
			return Result::recommended( __( 'The connector was not reached, so it could not be asked.', 'alter-connector' ), $failure->getMessage() );
		}
		$link = admin_url( 'admin.php?page=wc-settings&tab=alter' );
		switch ( $failure->reason ) {
			case 'auth.invalidToken':
				return Result::critical( __( 'The connector does not know this shop\'s token.', 'alter-connector' ), '', __( 'Connect again in WooCommerce > Settings > Alter.', 'alter-connector' ), $link );
			case 'store.needsReconnect':
				return Result::critical( __( 'Alter does not accept this shop\'s credential any more.', 'alter-connector' ), '', __( 'Connect again in WooCommerce > Settings > Alter.', 'alter-connector' ), $link );
			case 'store.siteMoved':
				return Result::critical( __( 'The connector knows this shop at another address.', 'alter-connector' ), '', __( 'Say in WooCommerce > Settings > Alter whether the shop moved or this is a copy.', 'alter-connector' ), $link );
			case 'plugin.tooOld':
				return Result::critical( __( 'The connector does not speak with this version of the plugin any more.', 'alter-connector' ), '', __( 'Update the plugin.', 'alter-connector' ), Delivery::updates_url() );
		}
		if ( $failure->status >= 500 || 429 === $failure->status ) {
			return Result::recommended( __( 'The connector could not say just now.', 'alter-connector' ), $failure->getMessage(), __( 'Try again in a few minutes.', 'alter-connector' ) );
		}
		return Result::critical( __( 'The connector refused the question.', 'alter-connector' ), $failure->getMessage() );
	}
}
