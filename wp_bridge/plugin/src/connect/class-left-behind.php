<?php
/**
 * Words for what a disconnected shop leaves behind.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * Sentences for the `leftBehind` of `DELETE /v1/store`, or for what stays when the connector could not be told.
 */
final class Left_Behind {

	/**
	 * The sentences, as plain text.
	 *
	 * @param array<string, mixed> $values Of the outcome "left".
	 * @return list<string>
	 */
	public static function sentences( array $values ): array {
		if ( empty( $values['told'] ) ) {
			return self::untold( $values );
		}
		$found = array();
		foreach ( (array) ( $values['left'] ?? array() ) as $item ) {
			if ( is_array( $item ) ) {
				$found[] = self::sentence( $item );
			}
		}
		return array_values( array_filter( $found ) );
	}

	/**
	 * The sentence for an item; empty for one that says nothing.
	 *
	 * @param array<string, mixed> $item As the connector answered it.
	 */
	private static function sentence( array $item ): string {
		$kind  = $item['kind'] ?? '';
		$state = $item['state'] ?? '';
		$count = is_int( $item['count'] ?? null ) ? $item['count'] : 0;
		if ( 'credential' === $kind ) {
			return self::credential( is_string( $item['accessKeyEnds'] ?? null ) ? $item['accessKeyEnds'] : '' );
		}
		if ( 'bindings' === $kind && 'deactivating' === $state ) {
			/* translators: %s: a number of products. */
			return sprintf( _n( '%s 3D product is being switched off at Alter. The connector does so within 24 hours.', '%s 3D products are being switched off at Alter. The connector does so within 24 hours.', $count, 'alter-connector' ), number_format_i18n( $count ) );
		}
		if ( 'bindings' === $kind ) {
			/* translators: %s: a number of products. */
			return sprintf( _n( '%s 3D product stays active at Alter. Switch it off there if you do not come back.', '%s 3D products stay active at Alter. Switch them off there if you do not come back.', $count, 'alter-connector' ), number_format_i18n( $count ) );
		}
		if ( 'orders' === $kind && 'sending' === $state ) {
			/* translators: %s: a number of orders. */
			return sprintf( _n( '%s change of an order is still on its way to Alter.', '%s changes of orders are still on their way to Alter.', $count, 'alter-connector' ), number_format_i18n( $count ) );
		}
		if ( 'orders' === $kind ) {
			/* translators: %s: a number of orders. */
			return sprintf( _n( '%s change of an order has not reached Alter, and will not. Look at that order in Alter.', '%s changes of orders have not reached Alter, and will not. Look at those orders in Alter.', $count, 'alter-connector' ), number_format_i18n( $count ) );
		}
		return is_string( $item['detail'] ?? null ) ? $item['detail'] : '';
	}

	/**
	 * The credential, which nobody but the owner can revoke.
	 *
	 * @param string $ends How its key ends; empty when unknown.
	 */
	private static function credential( string $ends ): string {
		if ( '' === $ends ) {
			return __( 'The credential that Alter gave for this shop stays valid. Only you can revoke it: in Alter, E-commerce Settings > Integration.', 'alter-connector' );
		}
		/* translators: %s: the last characters of a key. */
		return sprintf( __( 'The credential that Alter gave for this shop (its key ends in %s) stays valid. Only you can revoke it: in Alter, E-commerce Settings > Integration.', 'alter-connector' ), $ends );
	}

	/**
	 * What stays when the connector was not told.
	 *
	 * @param array<string, mixed> $values Of the outcome.
	 * @return list<string>
	 */
	private static function untold( array $values ): array {
		if ( ! empty( $values['gone'] ) ) {
			return array(
				__( 'The connector did not know this site\'s token any more, so there was nothing to end there.', 'alter-connector' ),
				self::credential( '' ),
			);
		}
		return array(
			__( 'The connector could not be told. This shop\'s entry stays there, with Alter\'s credential, until whoever runs the connector releases it.', 'alter-connector' ),
			__( '3D products that are active stay active at Alter. Switch them off there if you do not come back.', 'alter-connector' ),
			self::credential( '' ),
		);
	}
}
