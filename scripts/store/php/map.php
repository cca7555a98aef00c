<?php
/**
 * Chooses a design and a status for a product, as an importer would: by its meta. Arguments: product, status, design.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

wp_set_current_user( 1 );
$product = wc_get_product( (int) $argv[1] );
$product->update_meta_data( '_alter_design_id', $argv[3] );
$product->update_meta_data( '_alter_runtime_types', 'viewer' );
$product->update_meta_data( '_alter_status', $argv[2] );
$product->save();
