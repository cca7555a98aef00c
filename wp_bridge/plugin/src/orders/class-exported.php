<?php
/**
 * A configured item in an export.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

use AlterConnector\State\Line;

/**
 * Names and values as WordPress' export prints them: it escapes little, so all of it is escaped here.
 */
final class Exported {

	/**
	 * What is exported of one item.
	 *
	 * @param string                                $number  The order's.
	 * @param string                                $name    The item's.
	 * @param Line                                  $line    What was configured.
	 * @param string                                $picture The address of its picture; may be empty.
	 * @param array<int, array<string, mixed>>|null $held    What the connector holds, by Alter's orders; null when it could not be asked.
	 * @return list<array{name: string, value: string}>
	 */
	public static function item( string $number, string $name, Line $line, string $picture, ?array $held ): array {
		$facts = array(
			__( 'Order', 'alter-connector' )   => $number,
			__( 'Product', 'alter-connector' ) => $name,
			__( 'Design', 'alter-connector' )  => '' === $line->design_name ? (string) $line->design_id : $line->design_name,
			__( 'Picture', 'alter-connector' ) => $picture,
		);
		foreach ( $line->options as $option ) {
			$facts[ $option['name'] ] = $option['value'];
		}
		if ( null !== $line->alter_order_id ) {
			$facts[ __( 'Order at Alter', 'alter-connector' ) ] = (string) $line->alter_order_id;
			$facts[ __( 'Held at Alter', 'alter-connector' ) ]  = self::held( $line->alter_order_id, $held );
		}
		$rows = array();
		foreach ( array_filter( $facts, static fn( string $value ): bool => '' !== $value && '0' !== $value ) as $label => $value ) {
			$rows[] = array(
				'name'  => esc_html( (string) $label ),
				'value' => esc_html( $value ),
			);
		}
		return $rows;
	}

	/**
	 * What is held of one of Alter's orders.
	 *
	 * @param int                                   $number Its number.
	 * @param array<int, array<string, mixed>>|null $held   As in `item`.
	 */
	private static function held( int $number, ?array $held ): string {
		if ( null === $held ) {
			return __( 'Could not be asked at this moment.', 'alter-connector' );
		}
		$at_alter = $held[ $number ]['atAlter'] ?? null;
		return is_array( $at_alter ) ? (string) wp_json_encode( $at_alter, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) : __( 'Nothing any more.', 'alter-connector' );
	}
}
