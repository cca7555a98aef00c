<?php
/**
 * Whether the versions fit.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Delivery;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Standing;
use const AlterConnector\VERSION;

/**
 * The plugin against what the connector asks for, and the site against what the plugin was tested on.
 */
final class Versions extends Check {

	private const WORDPRESS   = '6.4';
	private const WOOCOMMERCE = '8.6';

	/**
	 * Built by the list.
	 *
	 * @param Known_Store $known_store What the connector last said.
	 * @param Standing    $standing    Whether it still speaks with this version.
	 */
	public function __construct( private Known_Store $known_store, private Standing $standing ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'versions';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Versions', 'alter-connector' );
	}

	/**
	 * Compares.
	 */
	public function run(): Result {
		$minimum = $this->known_store->text( 'plugin', 'minimum' );
		$latest  = $this->known_store->text( 'plugin', 'latest' );
		$is_old  = '' !== $minimum && version_compare( VERSION, $minimum, '<' );
		if ( $is_old || Standing::TOO_OLD === $this->standing->current() ) {
			return Result::critical(
				/* translators: %s: a version. */
				sprintf( __( 'Version %s of this plugin is too old for the connector.', 'alter-connector' ), VERSION ),
				__( 'Nothing is synced until it is updated. The shop goes on selling.', 'alter-connector' ),
				__( 'Update the plugin.', 'alter-connector' ),
				Delivery::updates_url()
			);
		}
		$found = $this->too_old();
		if ( null !== $found ) {
			return $found;
		}
		if ( '' !== $latest && version_compare( VERSION, $latest, '<' ) ) {
			/* translators: 1: a version, 2: a later one. */
			return Result::recommended( sprintf( __( 'Version %1$s of this plugin works; %2$s is out.', 'alter-connector' ), VERSION, $latest ), '', __( 'Update the plugin.', 'alter-connector' ), Delivery::updates_url() );
		}
		/* translators: 1: the plugin's version, 2: PHP's, 3: WordPress', 4: WooCommerce's. */
		return Result::good( sprintf( __( 'Plugin %1$s, PHP %2$s, WordPress %3$s, WooCommerce %4$s.', 'alter-connector' ), VERSION, PHP_VERSION, get_bloginfo( 'version' ), self::woocommerce() ) );
	}

	/**
	 * WordPress or WooCommerce below what the plugin was tested on; null when both fit.
	 */
	private function too_old(): ?Result {
		$needs = array(
			'WordPress'   => array( get_bloginfo( 'version' ), self::WORDPRESS ),
			'WooCommerce' => array( self::woocommerce(), self::WOOCOMMERCE ),
		);
		foreach ( $needs as $name => list( $is, $needed ) ) {
			if ( version_compare( $is, $needed, '<' ) ) {
				return Result::recommended(
					/* translators: 1: WordPress or WooCommerce, 2: its version, 3: the version the plugin was tested with at least. */
					sprintf( __( '%1$s %2$s is older than what this plugin was tested with (%3$s).', 'alter-connector' ), $name, $is, $needed ),
					'',
					/* translators: %s: WordPress or WooCommerce. */
					sprintf( __( 'Update %s.', 'alter-connector' ), $name ),
					admin_url( 'update-core.php' )
				);
			}
		}
		return null;
	}

	/**
	 * WooCommerce's version.
	 */
	private static function woocommerce(): string {
		return defined( 'WC_VERSION' ) ? WC_VERSION : '0';
	}
}
