<?php
/**
 * What the site tells the connector of itself.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Connections;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Standing;
use const AlterConnector\CONTRACT;
use const AlterConnector\VERSION;

/**
 * Bodies and headers of the calls that connect.
 */
final class Introduction {

	public const RETURN_PAGE = 'alter-connector-return';

	/**
	 * Built by the room's hooks.
	 *
	 * @param Connections $connections The connection, while there is one.
	 * @param Standing    $standing    How it stands.
	 */
	public function __construct( private Connections $connections, private Standing $standing ) {}

	/**
	 * Where Alter sends the owner back to.
	 */
	public static function return_url(): string {
		return admin_url( 'admin.php?page=' . self::RETURN_PAGE );
	}

	/**
	 * What both ways to connect begin with.
	 *
	 * @return array<string, mixed>
	 */
	public function body(): array {
		$uploads = wp_upload_dir( null, false );
		return array(
			'storeUrl' => Site_Print::home(),
			'plugin'   => array(
				'version'     => VERSION,
				'contract'    => CONTRACT,
				'wordpress'   => get_bloginfo( 'version' ),
				'woocommerce' => defined( 'WC_VERSION' ) ? (string) WC_VERSION : '',
				'php'         => PHP_VERSION,
				'restUrl'     => rest_url(),
				'adminUrl'    => admin_url(),
				'uploadsUrl'  => trailingslashit( (string) $uploads['baseurl'] ),
				'locale'      => get_locale(),
			),
		);
	}

	/**
	 * Who vouches for this site: the token of its connection, or the code it was given.
	 *
	 * @param string $code       An enrolment code; empty for none.
	 * @param bool   $with_token False after the connector refused the token.
	 * @return array<string, string>
	 */
	public function headers( string $code, bool $with_token ): array {
		$headers    = '' === $code ? array() : array( 'X-Connector-Enrolment' => $code );
		$connection = $this->connections->current();
		// A copy must not show the original's token: it would ask for the original's place.
		if ( $with_token && null !== $connection && Standing::MOVED !== $this->standing->current() ) {
			$headers['Authorization'] = 'Bearer ' . $connection->reveal_store_token();
		}
		return $headers;
	}
}
