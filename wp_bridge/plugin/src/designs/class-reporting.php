<?php
/**
 * Tells the connector where a design lies.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Service\Backoff;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Design_Folders;
use AlterConnector\State\Gmt;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Local_Design;
use AlterConnector\State\Local_Designs;

/**
 * The connector fetches manifest and files as a page of Alter's would, and says what would keep a browser from them. What
 * another way can mend is tried by it at once.
 */
final class Reporting {

	/**
	 * A busy shop may need more than one try.
	 */
	private const TIMEOUTS = 4;

	/**
	 * Built once, by the room.
	 *
	 * @param Desk           $desk    Asks the connector.
	 * @param Local_Designs  $designs The table.
	 * @param Design_Folders $folders Where files lie.
	 * @param Ways           $ways    How they are served.
	 * @param Known_Store    $store   Which addresses the connector takes.
	 */
	public function __construct( private Desk $desk, private Local_Designs $designs, private Design_Folders $folders, private Ways $ways, private Known_Store $store ) {}

	/**
	 * One try.
	 *
	 * @param Local_Design $row In the step REPORT.
	 * @throws Refused     When the connector said no for a reason that lies not in the files.
	 * @throws Unreachable When it did not answer.
	 */
	public function run( Local_Design $row ): void {
		$this->folders->write_rules( Rules::apache() );
		$urls = $this->ways->urls( $row->way, $row->folder );
		try {
			$this->introduce( $urls['base'] );
			$this->desk->report( $row, $urls );
		} catch ( Refused $refusal ) {
			$codes = self::codes( $refusal );
			if ( ! $codes ) {
				throw $refusal;
			}
			$this->refused( $row, $refusal, $codes );
			return;
		}
		$this->designs->keep( $row->id, self::whole() );
	}

	/**
	 * Takes what lies in the shop now for what is meant.
	 *
	 * @param Local_Design $row One that the connector has seen in the shop.
	 * @throws Refused     When it can not be used as it is.
	 * @throws Unreachable When the connector did not answer.
	 */
	public function accept( Local_Design $row ): void {
		$urls = array(
			'manifest' => $row->manifest_url,
			'base'     => $row->asset_base_url,
		);
		$this->desk->report( $row, $urls, true );
		$this->designs->keep( $row->id, self::whole() );
	}

	/**
	 * What the connector found in the way of a browser.
	 *
	 * @param Refused $refusal What it said.
	 * @return list<string> Codes of problems that block; empty when it is about something else.
	 */
	public static function codes( Refused $refusal ): array {
		if ( 'manifest.foreignUrl' === $refusal->reason ) {
			// An address that the shop does not vouch for: another way has another one.
			return array( 'redirect' );
		}
		$found = array();
		foreach ( 'localDesign.notInstalled' === $refusal->reason ? (array) ( $refusal->problem['problems'] ?? array() ) : array() as $problem ) {
			if ( is_array( $problem ) && is_string( $problem['code'] ?? null ) && false !== ( $problem['blocking'] ?? true ) ) {
				$found[] = $problem['code'];
			}
		}
		return array_values( array_unique( $found ) );
	}

	/**
	 * A browser would not get it by this way.
	 *
	 * @param Local_Design $row     Which.
	 * @param Refused      $refusal What the connector said.
	 * @param list<string> $codes   Why.
	 */
	private function refused( Local_Design $row, Refused $refusal, array $codes ): void {
		if ( array( 'timeout' ) === $codes && $row->attempts < self::TIMEOUTS ) {
			$this->designs->keep(
				$row->id,
				array(
					'attempts'       => $row->attempts + 1,
					'next_at'        => Gmt::text( time() + Backoff::after_failure( $row->attempts + 1 ) ),
					'problem'        => 'shop.timeout',
					'problem_detail' => $refusal->getMessage(),
				)
			);
			return;
		}
		$is_plain = ! get_option( 'permalink_structure' );
		$next     = Ways::after( $row->way, $codes, $is_plain );
		$this->designs->keep(
			$row->id,
			array(
				'step'           => null === $next ? Local_Design::FAILED : Local_Design::REPORT,
				'way'            => $next ?? $row->way,
				'next_at'        => Gmt::text( time() ),
				'problem'        => null === $next ? "shop.{$codes[0]}" : '',
				'problem_detail' => null === $next ? $refusal->getMessage() : '',
			)
		);
	}

	/**
	 * Uploads may be served from an address of their own; the connector takes only those that it knows of.
	 *
	 * @param string $base An address of files.
	 * @throws Unreachable When the connector did not answer.
	 */
	private function introduce( string $base ): void {
		$origin = Ways::origin( $base );
		$assets = array_values( array_filter( (array) $this->store->get( 'assetOrigins' ), 'is_string' ) );
		if ( Ways::origin( home_url() ) === $origin || in_array( $origin, array_merge( $assets, $this->store->origins() ), true ) ) {
			return;
		}
		try {
			$this->desk->admit( $origin, $assets );
		} catch ( Refused $refusal ) {
			// Then it refuses the design's address too, and the next way is tried.
			return;
		}
	}

	/**
	 * Everything is as it should be.
	 *
	 * @return array<string, string|int|null>
	 */
	private static function whole(): array {
		return array(
			'step'           => Local_Design::REST,
			'problem'        => '',
			'problem_detail' => '',
			'fault'          => '',
			'looked_at'      => Gmt::text( time() ),
			'attempts'       => 0,
			'token'          => '',
			'got'            => 0,
			'size'           => 0,
			'unpacked'       => 0,
		);
	}
}
