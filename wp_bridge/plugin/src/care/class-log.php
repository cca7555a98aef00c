<?php
/**
 * What happened, for whoever has to find out later.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\State\Settings;

/**
 * Writes into WooCommerce's log (WooCommerce > Status > Logs, source "alter-connector"), redacted.
 *
 * It needs no connection and calls nobody, and what goes wrong in here stays in here: a log that breaks the page it
 * was to explain is worse than none.
 */
final class Log {

	public const SOURCE = 'alter-connector';

	private const SEVERITY = array(
		'debug'     => 0,
		'info'      => 1,
		'notice'    => 2,
		'warning'   => 3,
		'error'     => 4,
		'critical'  => 5,
		'alert'     => 6,
		'emergency' => 7,
	);

	/**
	 * Whether a line is being written: a handler that logs what it does would otherwise never end.
	 *
	 * @var bool
	 */
	private bool $is_writing = false;

	/**
	 * Built by the room.
	 *
	 * @param Settings $settings Says how much is wanted.
	 */
	public function __construct( private Settings $settings ) {}

	/**
	 * Writes a line.
	 *
	 * @param string       $level   One of PSR-3's levels; another one counts as "info".
	 * @param string       $message English, for developers; translated logs can not be searched for.
	 * @param array<mixed> $context What belongs to it; no secret by intention, and none by accident.
	 */
	public function write( string $level, string $message, array $context = array() ): void {
		$level = isset( self::SEVERITY[ $level ] ) ? $level : 'info';
		if ( $this->is_writing || ! function_exists( 'wc_get_logger' ) || ! $this->is_wanted( $level ) ) {
			return;
		}
		$this->is_writing = true;
		try {
			wc_get_logger()->log( $level, self::line( $message, $context ), array( 'source' => self::SOURCE ) );
		} catch ( \Throwable $fault ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement.DetectedCatch -- Another plugin's handler failed; the page goes on.
			unset( $fault );
		} finally {
			$this->is_writing = false;
		}
	}

	/**
	 * Message and context on one line: WooCommerce shows the context folded away, and an owner copies what is shown.
	 *
	 * @param string       $message What happened.
	 * @param array<mixed> $context What belongs to it.
	 */
	public static function line( string $message, array $context ): string {
		$line = Redaction::text( $message );
		if ( array() === $context ) {
			return $line;
		}
		$json = wp_json_encode( Redaction::value( $context ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR );
		return $line . ' ' . ( false === $json ? '{}' : $json );
	}

	/**
	 * Whether the owner wants lines of this level.
	 *
	 * @param string $level A known one.
	 */
	private function is_wanted( string $level ): bool {
		$least = self::SEVERITY[ $this->settings->log_level() ] ?? self::SEVERITY['warning'];
		return self::SEVERITY[ $level ] >= $least;
	}
}
