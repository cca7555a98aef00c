<?php
/**
 * Our columns in WooCommerce's CSV files.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Product_Meta;

/**
 * Export and import of design, types, status and the design's name. A row with a value that nobody can read is
 * refused by the importer with the reason; an empty cell takes the value away, a missing column leaves it.
 */
final class Csv {

	/**
	 * Column ids by meta key.
	 */
	private const COLUMNS = array(
		Product_Meta::DESIGN => 'alter_design_id',
		Product_Meta::TYPES  => 'alter_runtime_types',
		Product_Meta::STATUS => 'alter_status',
		Product_Meta::NAME   => 'alter_design_name',
		Product_Meta::LOCAL  => 'alter_local_design_id',
	);

	/**
	 * Listens.
	 */
	public function register(): void {
		add_filter( 'woocommerce_product_export_column_names', array( $this, 'with_names' ) );
		add_filter( 'woocommerce_product_export_product_default_columns', array( $this, 'with_names' ) );
		add_filter( 'woocommerce_product_export_skip_meta_keys', array( $this, 'without_keys' ) );
		foreach ( self::COLUMNS as $key => $column ) {
			add_filter(
				"woocommerce_product_export_product_column_{$column}",
				static fn( $value, $product ) => $product instanceof \WC_Product ? Fields::of( $product )[ $key ] : $value,
				10,
				2
			);
		}
		add_filter( 'woocommerce_csv_product_import_mapping_options', array( $this, 'with_names' ) );
		add_filter( 'woocommerce_csv_product_import_mapping_default_columns', array( $this, 'recognise' ) );
		add_filter( 'woocommerce_product_import_pre_insert_product_object', array( $this, 'take' ), 10, 2 );
	}

	/**
	 * Adds our columns, by id.
	 *
	 * @param mixed $columns Names by id.
	 */
	public function with_names( mixed $columns ): mixed {
		return array_merge( (array) $columns, self::names() );
	}

	/**
	 * Which headings of a file are ours: the translated ones, the English ones, and the meta keys as other exports
	 * name them.
	 *
	 * @param mixed $columns Ids by heading.
	 */
	public function recognise( mixed $columns ): mixed {
		$columns = (array) $columns + array_flip( self::names() );
		foreach ( self::COLUMNS as $key => $column ) {
			$columns[ $column ]        = $column;
			$columns[ "Meta: {$key}" ] = $column;
		}
		return $columns;
	}

	/**
	 * Our keys have columns; as "Meta: …" too they would come back twice.
	 *
	 * @param mixed $keys Keys that the export passes over.
	 */
	public function without_keys( mixed $keys ): mixed {
		return array_merge( (array) $keys, Product_Meta::ALL );
	}

	/**
	 * Takes the columns of a row before its product is saved.
	 *
	 * @param mixed $product The product.
	 * @param mixed $data    The row, by column ids.
	 * @throws \Exception With a sentence that the importer shows beside the row.
	 */
	public function take( mixed $product, mixed $data ): mixed {
		if ( ! $product instanceof \WC_Product || ! is_array( $data ) ) {
			return $product;
		}
		$meta = array();
		foreach ( self::COLUMNS as $key => $column ) {
			if ( ! array_key_exists( $column, $data ) || ! is_scalar( $data[ $column ] ) ) {
				continue;
			}
			$meta[ $key ] = Product_Meta::clean( $key, $data[ $column ] );
			$fault        = Meta_Rules::fault_in( $key, $meta[ $key ] );
			if ( null !== $fault ) {
				/* translators: 1: a column's name, 2: what stands in it, 3: what may stand there. */
				throw new \Exception( esc_html( sprintf( __( '%1$s “%2$s”: %3$s', 'alter-connector' ), self::names()[ $column ], $meta[ $key ], $fault ) ) );
			}
		}
		if ( '' !== ( $meta[ Product_Meta::DESIGN ] ?? '' ) && ! in_array( $product->get_type(), array( 'simple', 'variable', 'variation' ), true ) ) {
			throw new \Exception( esc_html__( 'Alter 3D works with simple and variable products. Leave the design of this one empty.', 'alter-connector' ) );
		}
		Fields::put( $product, $meta );
		return $product;
	}

	/**
	 * Headings by column id.
	 *
	 * @return array<string, string>
	 */
	private static function names(): array {
		return array(
			'alter_design_id'       => __( 'Alter design', 'alter-connector' ),
			'alter_runtime_types'   => __( 'Alter runtime types', 'alter-connector' ),
			'alter_status'          => __( 'Alter status', 'alter-connector' ),
			'alter_design_name'     => __( 'Alter design name', 'alter-connector' ),
			'alter_local_design_id' => __( 'Alter local design', 'alter-connector' ),
		);
	}
}
