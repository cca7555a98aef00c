<?php
/**
 * A line in words.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Line;

/**
 * Names and values of what people should know of a line. Plain text, escaped by nobody yet. Pure.
 */
final class Told {

	/**
	 * What is said.
	 *
	 * @param Line         $line  The line.
	 * @param list<string> $known Values that the cart shows anyway, in small letters.
	 * @return list<array{string, string}> Names and values.
	 */
	public static function of( Line $line, array $known = array() ): array {
		$found = array();
		if ( '' !== $line->design_name && $line->is_viewable() ) {
			$found[] = array( __( 'Design', 'alter-connector' ), $line->design_name );
		}
		foreach ( $line->options as $option ) {
			if ( ! in_array( mb_strtolower( $option['value'] ), $known, true ) ) {
				$found[] = array( $option['name'], $option['value'] );
			}
		}
		if ( null !== $line->repeat_of ) {
			$name = __( 'Repeat', 'alter-connector' );
			/* translators: %s: an order's number. */
			$found[] = array( $name, sprintf( __( 'of order %s', 'alter-connector' ), $line->repeat_of ) );
		}
		if ( ! $line->checked ) {
			$found[] = array( __( 'Customisation', 'alter-connector' ), __( 'The customizer could not be reached. The shop checks your design before it makes it, and asks you where it has to.', 'alter-connector' ) );
		}
		return $found;
	}
}
