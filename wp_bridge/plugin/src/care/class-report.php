<?php
/**
 * A report to be copied into a mail.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Checks\Result;

/**
 * Facts and findings as plain text, in English whatever the site's language: who gets it reads many of them. It calls
 * nobody; what the checks that call somebody found last is told with its age. Every line is redacted.
 */
final class Report {

	/**
	 * Built by the room.
	 *
	 * @param Checklist $checklist The checks.
	 * @param Findings  $findings  What the remote ones found last.
	 * @param Facts     $facts     The facts.
	 */
	public function __construct( private Checklist $checklist, private Findings $findings, private Facts $facts ) {}

	/**
	 * The whole text.
	 */
	public function text(): string {
		$is_switched = switch_to_locale( 'en_US' );
		try {
			$lines = array_merge( array( '## Alter Product Connector' ), $this->facts(), array( '', '## Checks' ), $this->checks() );
		} finally {
			if ( $is_switched ) {
				restore_previous_locale();
			}
		}
		return implode( "\n", array_map( array( Redaction::class, 'text' ), $lines ) ) . "\n";
	}

	/**
	 * One line a fact.
	 *
	 * @return list<string>
	 */
	private function facts(): array {
		$lines = array(
			'Time: ' . gmdate( 'Y-m-d H:i' ) . ' UTC',
			'Software: WordPress ' . get_bloginfo( 'version' ) . ', WooCommerce ' . ( defined( 'WC_VERSION' ) ? WC_VERSION : '?' ) . ', PHP ' . PHP_VERSION,
		);
		foreach ( $this->facts->all() as $fact ) {
			$lines[] = "{$fact['label']}: {$fact['value']}";
		}
		return $lines;
	}

	/**
	 * One line a check.
	 *
	 * @return list<string>
	 */
	private function checks(): array {
		$lines = array();
		foreach ( $this->checklist->all() as $id => $check ) {
			$result  = $check->is_remote() ? $this->findings->last( $id ) : $this->findings->run( $check );
			$age     = $check->is_remote() && null !== $result ? ' (' . human_time_diff( $this->findings->ran_at( $id ), time() ) . ' ago)' : '';
			$lines[] = null === $result ? "[not run] {$check->title()}" : "[{$result->level}] {$check->title()}{$age}: " . self::line( $result );
		}
		return $lines;
	}

	/**
	 * A result on one line; the action is the owner's business.
	 *
	 * @param Result $result What a check found.
	 */
	private static function line( Result $result ): string {
		return trim( "{$result->text} {$result->more}" );
	}
}
