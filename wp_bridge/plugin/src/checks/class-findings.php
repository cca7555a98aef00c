<?php
/**
 * What the checks that call somebody found last.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

/**
 * Keeps their results, so that screens can show them without calling. In one option, never autoloaded.
 */
final class Findings {

	private const OPTION = 'alter_connector_findings';

	/**
	 * Runs a check; what one found that calls somebody is kept.
	 *
	 * @param Check $check Any.
	 */
	public function run( Check $check ): Result {
		try {
			$result = $check->run();
		} catch ( \Throwable $fault ) {
			// A check looks at broken sites; one that breaks must not take the page with it.
			do_action( 'alter_connector_log', 'error', "The check {$check->id()} failed.", array( 'fault' => $fault ) );
			$result = Result::recommended( __( 'This could not be checked.', 'alter-connector' ), '', __( 'The reason is in the log: WooCommerce > Status > Logs.', 'alter-connector' ), admin_url( 'admin.php?page=wc-status&tab=logs' ) );
		}
		if ( $check->is_remote() ) {
			$this->keep( $check->id(), $result );
		}
		return $result;
	}

	/**
	 * What a check found last; null while it never ran.
	 *
	 * @param string $id The check's.
	 */
	public function last( string $id ): ?Result {
		return Result::from_row( $this->rows()[ $id ]['result'] ?? null );
	}

	/**
	 * When a check ran last, in Unix seconds; 0 for never.
	 *
	 * @param string $id The check's.
	 */
	public function ran_at( string $id ): int {
		return (int) ( $this->rows()[ $id ]['at'] ?? 0 );
	}

	/**
	 * Forgets them: of another connection they would say what is not so.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * Keeps a result.
	 *
	 * @param string $id     The check's.
	 * @param Result $result What it found.
	 */
	private function keep( string $id, Result $result ): void {
		$rows        = $this->rows();
		$rows[ $id ] = array(
			'at'     => time(),
			'result' => $result->to_row(),
		);
		update_option( self::OPTION, $rows, false );
	}

	/**
	 * The option.
	 *
	 * @return array<string, mixed>
	 */
	private function rows(): array {
		$rows = get_option( self::OPTION );
		return is_array( $rows ) ? $rows : array();
	}
}
