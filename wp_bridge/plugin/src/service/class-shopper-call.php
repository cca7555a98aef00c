<?php
/**
 * A call of the shop's own pages to the shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * What the plugin's wc-ajax endpoints share: only a POST of JSON, only from the shop's own pages, only so much, and
 * never kept by any cache. Answers are JSON: what the work returns, or `{code, message}`.
 */
final class Shopper_Call {

	/**
	 * Answers the request, and ends it.
	 *
	 * @param int      $most The largest body, in bytes.
	 * @param callable $work Takes the body (array) and the page's origin (string), returns what is answered (array) or
	 *                       throws `Shopper_Refusal`.
	 */
	public static function answer( int $most, callable $work ): void {
		self::keep_out_of_caches();
		try {
			$origin = self::origin();
			$status = 200;
			$answer = $work( self::body( $most ), $origin );
		} catch ( Shopper_Refusal $refusal ) {
			$status = $refusal->status;
			$answer = array(
				'code'    => $refusal->reason,
				'message' => $refusal->getMessage(),
			);
			if ( null !== $refusal->retry_after ) {
				header( 'Retry-After: ' . $refusal->retry_after );
			}
		}
		wp_send_json( $answer, $status );
	}

	/**
	 * Says so in each of the tongues that caches understand.
	 */
	private static function keep_out_of_caches(): void {
		foreach ( array( 'DONOTCACHEPAGE', 'DONOTCACHEOBJECT', 'DONOTCACHEDB' ) as $name ) {
			if ( ! defined( $name ) ) {
				define( $name, true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- Caching plugins read these.
			}
		}
		nocache_headers();
		header( 'Cache-Control: private, no-store' );
		header( 'Vary: Origin' );
		header( 'X-Accel-Expires: 0' );
		header( 'X-LiteSpeed-Cache-Control: no-cache' );
	}

	/**
	 * The page's origin.
	 *
	 * @throws Shopper_Refusal For another method, and for another site's page.
	 */
	private static function origin(): string {
		$method = sanitize_key( wp_unslash( $_SERVER['REQUEST_METHOD'] ?? '' ) );
		if ( 'post' !== $method ) {
			header( 'Allow: POST' );
			throw new Shopper_Refusal( 405, 'request.method', __( 'This address takes POST only.', 'alter-connector' ) );
		}
		$origin = Same_Origin::of_request();
		if ( null === $origin ) {
			throw new Shopper_Refusal( 403, 'request.origin', __( 'This was asked by another site than the shop.', 'alter-connector' ) );
		}
		return $origin;
	}

	/**
	 * The body.
	 *
	 * @param int $most In bytes.
	 * @return array<string, mixed>
	 * @throws Shopper_Refusal For one that is too large, and for what is no JSON object.
	 */
	private static function body( int $most ): array {
		// One byte more than allowed, so that too much is seen without reading all of it.
		$text = (string) file_get_contents( 'php://input', false, null, 0, $most + 1 );
		if ( strlen( $text ) > $most ) {
			throw new Shopper_Refusal( 413, 'request.tooLarge', __( 'This design sends more than the shop can take. Make it simpler, and try again.', 'alter-connector' ) );
		}
		$body = json_decode( $text, true, 32 );
		if ( ! is_array( $body ) || '{' !== substr( ltrim( $text ), 0, 1 ) ) {
			throw new Shopper_Refusal( 400, 'request.unreadable', __( 'The shop could not read what this page sent. Reload the page, and try again.', 'alter-connector' ) );
		}
		return $body;
	}
}
