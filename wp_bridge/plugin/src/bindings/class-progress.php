<?php
/**
 * How far all bindings came.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Binding_Row;
use AlterConnector\State\Mirror;

/**
 * Numbers and a sentence for the bar.
 */
final class Progress {

	/**
	 * Built once, by the room.
	 *
	 * @param Mirror $mirror What is known.
	 */
	public function __construct( private Mirror $mirror ) {}

	/**
	 * What the bar shows.
	 *
	 * @return array{total: int, done: int, failed: int, text: string}
	 */
	public function now(): array {
		$counts = $this->mirror->counts();
		$failed = $counts[ Binding_Row::FAILED ];
		$total  = array_sum( $counts );
		$done   = $counts[ Binding_Row::SYNCED ] + $failed;
		return array(
			'total'  => $total,
			'done'   => $done,
			'failed' => $failed,
			'text'   => self::sentence( $total, $done, $failed ),
		);
	}

	/**
	 * The sentence.
	 *
	 * @param int $total  All bindings.
	 * @param int $done   Those that are through.
	 * @param int $failed Those of them that failed.
	 */
	private static function sentence( int $total, int $done, int $failed ): string {
		$open = $total - $done;
		if ( $open > 0 ) {
			/* translators: 1: a number of bindings that are on their way, 2: a number of all bindings. */
			return sprintf( _n( '%1$s of %2$s bindings is on its way to Alter.', '%1$s of %2$s bindings are on their way to Alter.', $open, 'alter-connector' ), number_format_i18n( $open ), number_format_i18n( $total ) );
		}
		if ( $failed > 0 ) {
			/* translators: %s: a number of bindings. */
			return sprintf( _n( '%s binding failed. Its reason stands beside it.', '%s bindings failed. Their reasons stand beside them.', $failed, 'alter-connector' ), number_format_i18n( $failed ) );
		}
		return $total > 0 ? __( 'Everything is synced.', 'alter-connector' ) : __( 'Nothing is mapped yet.', 'alter-connector' );
	}
}
