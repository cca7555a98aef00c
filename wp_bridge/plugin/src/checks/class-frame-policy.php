<?php
/**
 * Whether the shop's pages let Alter's tools open.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Addresses;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Live;
use AlterConnector\State\Way;

/**
 * Reads one of the shop's own pages, as a visitor gets it, for a Content Security Policy that forbids the frame or the
 * call to the connector. Security plugins and hosts set one, and the browser tells shoppers nothing of it.
 */
final class Frame_Policy extends Check {

	private const SECONDS = 10;

	/**
	 * A policy in a meta element stands in the head.
	 */
	private const READ = 256 * KB_IN_BYTES;

	/**
	 * Built by the list.
	 *
	 * @param Live        $live        Knows a product with a tool.
	 * @param Known_Store $known_store Knows where the tools are.
	 * @param Way         $way         Whether browsers call the connector.
	 * @param Addresses   $addresses   Where it is.
	 */
	public function __construct( private Live $live, private Known_Store $known_store, private Way $way, private Addresses $addresses ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'frame_policy';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Security policy of product pages', 'alter-connector' );
	}

	/**
	 * It calls this site.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Reads a page.
	 */
	public function run(): Result {
		$product = $this->live->any();
		$app     = $this->known_store->text( 'appOrigin' );
		if ( null === $product || '' === $app ) {
			return Result::good( __( 'Looked at once a product has an active 3D design.', 'alter-connector' ) );
		}
		$page = (string) get_permalink( $product );
		$got  = wp_safe_remote_get(
			$page,
			array(
				'timeout'             => self::SECONDS,
				'redirection'         => 2,
				'limit_response_size' => self::READ,
				// As WordPress does when it calls itself: many servers know themselves by a name without a certificate.
				'sslverify'           => (bool) apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WordPress' own.
			)
		);
		if ( is_wp_error( $got ) || 200 !== wp_remote_retrieve_response_code( $got ) ) {
			$reason = is_wp_error( $got ) ? $got->get_error_message() : (string) wp_remote_retrieve_response_code( $got );
			return Result::recommended(
				__( 'No product page could be read from here.', 'alter-connector' ),
				/* translators: 1: an address, 2: a technical reason, in English. */
				sprintf( __( '%1$s was answered with: %2$s', 'alter-connector' ), $page, $reason ),
				__( 'Open a product in your browser and try its 3D button.', 'alter-connector' )
			);
		}
		return $this->judge( $page, $app, $got );
	}

	/**
	 * What the page's headers mean.
	 *
	 * @param string               $page The page's address.
	 * @param string               $app  Where the tools are.
	 * @param array<string, mixed> $got  The page.
	 */
	private function judge( string $page, string $app, array $got ): Result {
		$policy = new Content_Policy( (array) wp_remote_retrieve_header( $got, 'content-security-policy' ), wp_remote_retrieve_body( $got ), $page );
		$frame  = $policy->forbids( 'frame-src', "{$app}/app/" );
		if ( null !== $frame ) {
			return self::blocked( $page, $frame, $app, true );
		}
		$embedder = implode( ',', (array) wp_remote_retrieve_header( $got, 'cross-origin-embedder-policy' ) );
		if ( str_starts_with( strtolower( trim( $embedder ) ), 'require-corp' ) ) {
			return Result::critical(
				__( 'Product pages take no frames of other sites, so no 3D tool opens.', 'alter-connector' ),
				/* translators: %s: an address. */
				sprintf( __( '%s is sent with the header Cross-Origin-Embedder-Policy: require-corp.', 'alter-connector' ), $page ),
				__( 'Take that header away from product pages.', 'alter-connector' )
			);
		}
		$connector = Way::DIRECT === $this->way->current() ? $this->connector() : null;
		$call      = null === $connector ? null : $policy->forbids( 'connect-src', $connector );
		if ( null !== $call ) {
			return self::blocked( $page, $call, (string) $connector, false );
		}
		return Result::good( __( 'Product pages let the 3D tools open.', 'alter-connector' ) );
	}

	/**
	 * A directive is in the way.
	 *
	 * @param string $page      The page's address.
	 * @param string $directive Its name.
	 * @param string $origin    What it forbids.
	 * @param bool   $is_final  Whether nothing opens; else the shop helps out.
	 */
	private static function blocked( string $page, string $directive, string $origin, bool $is_final ): Result {
		$origin = rtrim( $origin, '/' );
		/* translators: 1: the name of a directive, e.g. frame-src, 2: an address such as https://alterproduct.com. */
		$more = sprintf( __( 'Its Content Security Policy has a %1$s that leaves %2$s out.', 'alter-connector' ), $directive, $origin ) . " ({$page})";
		/* translators: 1: an address such as https://alterproduct.com, 2: the name of a directive, e.g. frame-src. */
		$action = sprintf( __( 'Add %1$s to %2$s where the policy is set: in a security plugin, or at your host.', 'alter-connector' ), $origin, $directive );
		if ( $is_final ) {
			return Result::critical( __( 'A security policy keeps 3D tools from opening on product pages.', 'alter-connector' ), $more, $action );
		}
		return Result::recommended( __( 'A security policy keeps product pages from calling the connector; sessions go through the shop, which takes longer.', 'alter-connector' ), $more, $action );
	}

	/**
	 * The connector's address; null when nobody named one that can be used.
	 */
	private function connector(): ?string {
		try {
			$address = $this->addresses->current();
		} catch ( \DomainException $bad ) {
			return null;
		}
		return null === $address ? null : $address->url( '/' );
	}
}
