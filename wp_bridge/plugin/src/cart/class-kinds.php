<?php
/**
 * Names of the kinds of options.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cart;

use AlterConnector\State\Pair;

/**
 * As shoppers and owners read them.
 */
final class Kinds {

	/**
	 * The name of a kind.
	 *
	 * @param string $kind One of `Pair::KINDS`.
	 */
	public static function name( string $kind ): string {
		$names = array(
			'size'      => __( 'Size', 'alter-connector' ),
			'material'  => __( 'Material', 'alter-connector' ),
			'printType' => __( 'Print', 'alter-connector' ),
			'color'     => __( 'Color', 'alter-connector' ),
		);
		return $names[ $kind ] ?? $kind;
	}

	/**
	 * What was chosen, as options of a line.
	 *
	 * @param Claim_Line $line The claimed item.
	 * @return list<array{name: string, value: string}>
	 */
	public static function options( Claim_Line $line ): array {
		$found = array();
		foreach ( Pair::KINDS as $kind ) {
			$label = $line->choices[ $kind ]['label'] ?? '';
			if ( '' !== $label ) {
				$found[] = array(
					'name'  => self::name( $kind ),
					'value' => $label,
				);
			}
		}
		return $found;
	}
}
