<?php
/**
 * Rows of local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Tests\Designs;

use AlterConnector\State\Local_Design;

/**
 * As the database has them.
 */
final class Rows {

	public const HASH = 'aaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';

	/**
	 * One that is installed and well, but for what is said.
	 *
	 * @param array<string, string|int|null> $columns By name.
	 */
	public static function of( array $columns = array() ): Local_Design {
		$numbers = array_fill_keys( array( 'files_done', 'files_total', 'bytes_done', 'bytes_total', 'newer', 'got', 'size', 'unpacked', 'way', 'attempts' ), '0' );
		$texts   = array_fill_keys( array( 'code', 'detail', 'step', 'token', 'wanted_hash', 'etag', 'problem', 'problem_detail', 'fault' ), '' );
		return Local_Design::from_row(
			$columns + array(
				'id'              => '7',
				'local_design_id' => 'ld_1',
				'design_id'       => '381',
				'title'           => 'Mug',
				'upstream'        => 'installed',
				'manifest_hash'   => self::HASH,
				'installed_hash'  => self::HASH,
				'manifest_url'    => 'https://shop.example/wp-content/uploads/alter/ld_1-aaaaaaaaaaaa/manifest.json',
				'asset_base_url'  => 'https://shop.example/wp-content/uploads/alter/ld_1-aaaaaaaaaaaa/',
				'folder'          => 'ld_1-aaaaaaaaaaaa',
				'told_at'         => null,
				'next_at'         => null,
				'looked_at'       => null,
				'updated_at'      => '2026-01-01 00:00:00',
			) + $numbers + $texts
		);
	}
}
