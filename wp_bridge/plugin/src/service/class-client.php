<?php
/**
 * The one door to the connector.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

use AlterConnector\State\Connection;
use AlterConnector\State\Site_Print;
use AlterConnector\State\Standing;
use const AlterConnector\VERSION;

/**
 * Calls the connector's HTTP contract. https is verified, redirects are not followed, and a call ends after 10 s
 * (5 s for the connection), or what the caller allows.
 */
final class Client {

	private const CONNECT_SECONDS = 5;
	public const TOTAL_SECONDS    = 10;
	private const LARGEST_ANSWER  = 8 * MB_IN_BYTES;
	private const GATEWAY         = '/public-api/';

	/**
	 * Built once, by the plugin.
	 *
	 * @param Addresses $addresses Where the connector is.
	 * @param Http_Gate $gate      Lets the calls past WordPress' guard.
	 * @param Breaker   $breaker   Knows whether it answers.
	 * @param Standing  $standing  Hears when the connector took this site's token.
	 */
	public function __construct(
		private Addresses $addresses,
		private Http_Gate $gate,
		private Breaker $breaker,
		private Standing $standing
	) {}

	/**
	 * Calls a route of `/v1` for a connected site.
	 *
	 * @param Connection                $connection Whose token goes along.
	 * @param string                    $method     GET, POST, PUT, PATCH or DELETE.
	 * @param string                    $path       E.g. "/v1/bindings"; ids in it are escaped by the caller.
	 * @param array<string, mixed>|null $body       The JSON body; null for none.
	 * @param array<string, string|int> $query      Unescaped.
	 * @param array<string, string>     $headers    More headers, e.g. Prefer.
	 * @param int                       $seconds    The longest the call may take.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function call( Connection $connection, string $method, string $path, ?array $body = null, array $query = array(), array $headers = array(), int $seconds = self::TOTAL_SECONDS ): Answer {
		$headers += array(
			'Authorization'    => 'Bearer ' . $connection->reveal_store_token(),
			'X-Connector-Site' => Site_Print::home(),
		);
		$answer   = $this->anonymous( $method, $path, $body, $query, $headers, $seconds );
		$this->standing->answered();
		return $answer;
	}

	/**
	 * Calls a route that needs no token, such as those of connect.
	 *
	 * @param string                    $method  As in `call`.
	 * @param string                    $path    As in `call`.
	 * @param array<string, mixed>|null $body    As in `call`.
	 * @param array<string, string|int> $query   As in `call`.
	 * @param array<string, string>     $headers As in `call`.
	 * @param int                       $seconds As in `call`.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer.
	 */
	public function anonymous( string $method, string $path, ?array $body = null, array $query = array(), array $headers = array(), int $seconds = self::TOTAL_SECONDS ): Answer {
		$address   = $this->ready_address();
		$arguments = $this->arguments( $method, $body, $headers, $seconds );
		$url       = $address->url( $path, $query );
		$got       = $this->send( $address, $url, $arguments );
		if ( is_wp_error( $got ) ) {
			throw $this->unreachable( $address, $got );
		}
		return $this->answer( $got, str_starts_with( $path, self::GATEWAY ) );
	}

	/**
	 * Brings a piece of one of the connector's files onto the disk: streamed, so that its size is no matter of memory.
	 *
	 * @param Connection $connection Whose token goes along.
	 * @param string     $path       As in `call`.
	 * @param string     $to         A file that may be overwritten.
	 * @param int        $start      The first byte.
	 * @param int        $most       How many.
	 * @param string     $etag       Of the version that the pieces before were of; empty for any.
	 * @param int        $seconds    The longest it may take.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When it did not answer, or something else did.
	 */
	public function download( Connection $connection, string $path, string $to, int $start, int $most, string $etag, int $seconds ): Piece {
		$headers = array(
			'Authorization'    => 'Bearer ' . $connection->reveal_store_token(),
			'X-Connector-Site' => Site_Print::home(),
			'Accept'           => 'application/zip',
			'Accept-Encoding'  => 'identity',
			'Range'            => "bytes={$start}-" . ( $start + $most - 1 ),
		) + ( '' === $etag ? array() : array( 'If-Range' => $etag ) );
		$streams = array(
			'stream'              => true,
			'filename'            => $to,
			'decompress'          => false,
			'limit_response_size' => $most,
		);
		$address = $this->ready_address();
		$got     = $this->send( $address, $address->url( $path ), $streams + $this->arguments( 'GET', null, $headers, $seconds ) );
		if ( is_wp_error( $got ) ) {
			throw $this->unreachable( $address, $got );
		}
		$status = (int) wp_remote_retrieve_response_code( $got );
		$header = static fn( string $name ): string => implode( ',', (array) wp_remote_retrieve_header( $got, $name ) );
		$piece  = 'application/zip' === $header( 'content-type' ) ? Piece::of( $status, $header( 'content-range' ), $header( 'content-length' ), $header( 'etag' ) ) : null;
		if ( null === $piece ) {
			// A refusal lies in the file, as every answer does.
			$got['body'] = 200 <= $status && $status < 300 ? '' : (string) file_get_contents( $to, false, null, 0, 65536 ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- A file of this machine.
			$this->answer( $got, false );
			throw new Unreachable( Unreachable::STRANGER, __( 'What answered sent something else than the design.', 'alter-connector' ) );
		}
		$this->breaker->answered();
		$this->standing->answered();
		return $piece;
	}

	/**
	 * The address to call, unless the last calls came to nothing.
	 *
	 * @throws Unreachable When there is none, or it is to be left alone.
	 */
	private function ready_address(): Address {
		$address = $this->address();
		$wait    = $this->breaker->wait( time() );
		if ( $wait > 0 ) {
			throw new Unreachable( Unreachable::PAUSED, __( 'The connector did not answer the last calls. The next one goes out in a moment.', 'alter-connector' ), $wait );
		}
		return $address;
	}

	/**
	 * The address to call.
	 *
	 * @throws Unreachable When there is none, or it is none.
	 */
	private function address(): Address {
		try {
			$address = $this->addresses->current();
		} catch ( \DomainException $bad ) {
			throw new Unreachable( Unreachable::UNNAMED, $bad->getMessage() );
		}
		if ( null === $address ) {
			throw new Unreachable( Unreachable::UNNAMED, __( 'Nobody has told this site where its connector is. Enter its address first.', 'alter-connector' ) );
		}
		return $address;
	}

	/**
	 * Arguments for WordPress' HTTP API.
	 *
	 * @param string                    $method  As in `call`.
	 * @param array<string, mixed>|null $body    As in `call`.
	 * @param array<string, string>     $headers As in `call`.
	 * @param int                       $seconds As in `call`.
	 * @return array<string, mixed>
	 */
	private function arguments( string $method, ?array $body, array $headers, int $seconds ): array {
		$headers  += array(
			'Accept'             => 'application/json',
			'X-Connector-Plugin' => VERSION,
		);
		$arguments = array(
			'method'              => $method,
			'timeout'             => $seconds,
			'redirection'         => 0,
			'sslverify'           => true,
			'limit_response_size' => self::LARGEST_ANSWER,
			'user-agent'          => 'AlterConnector/' . VERSION . '; ' . Site_Print::home(),
		);
		if ( null !== $body ) {
			$headers['Content-Type'] = 'application/json';
			// An empty PHP array is a list to JSON; the contract's bodies are objects.
			$arguments['body'] = wp_json_encode( array() === $body ? new \stdClass() : $body );
		}
		$arguments['headers'] = $headers;
		return $arguments;
	}

	/**
	 * One call, through the gate, with its own limit for the connection alone.
	 *
	 * @param Address              $address   Where to.
	 * @param string               $url       The whole URL.
	 * @param array<string, mixed> $arguments For WordPress' HTTP API.
	 * @return array<string, mixed>|\WP_Error
	 */
	private function send( Address $address, string $url, array $arguments ): array|\WP_Error {
		$connect_seconds = min( self::CONNECT_SECONDS, (int) $arguments['timeout'] );
		return $this->gate->through( $address, static fn() => wp_safe_remote_request( $url, $arguments ), $connect_seconds );
	}

	/**
	 * What a failed call means.
	 *
	 * @param Address   $address Where it went.
	 * @param \WP_Error $failure As WordPress tells it.
	 */
	private function unreachable( Address $address, \WP_Error $failure ): Unreachable {
		if ( 'http_request_not_executed' === $failure->get_error_code() ) {
			/* translators: %s: a host name. */
			$message = sprintf( __( 'This WordPress is told not to call other servers (WP_HTTP_BLOCK_EXTERNAL). Add %s to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'alter-connector' ), $address->host );
			return new Unreachable( Unreachable::BLOCKED, $message );
		}
		$this->breaker->failed( time() );
		return new Unreachable( Unreachable::FAILED, Silence::words( $failure->get_error_message() ), null, $failure->get_error_message() );
	}

	/**
	 * Tells an answer from a refusal, and both from a stranger's page.
	 *
	 * @param array<string, mixed> $got        What WordPress received.
	 * @param bool                 $is_gateway Whether the gateway was called, which passes Alter's refusals on as they are.
	 * @throws Refused     When the connector said no.
	 * @throws Unreachable When something else answered.
	 */
	private function answer( array $got, bool $is_gateway ): Answer {
		$status = (int) wp_remote_retrieve_response_code( $got );
		$json   = json_decode( wp_remote_retrieve_body( $got ), true );
		$is_ok  = $status >= 200 && $status < 300;
		$knows  = is_array( $json ) && ( self::is_ours( $got, $is_ok, $json ) || ( $is_gateway && ! $is_ok && self::is_alters( $got, $json ) ) );
		if ( ! $knows ) {
			$this->breaker->failed( time() );
			/* translators: %d: an HTTP status, e.g. 502. */
			$message = sprintf( __( 'Something other than the connector answered (status %d): a proxy, a firewall, or the address is not its own.', 'alter-connector' ), $status );
			throw new Unreachable( Unreachable::STRANGER, $message );
		}
		$this->breaker->answered();
		if ( $is_ok ) {
			$clock = strtotime( (string) wp_remote_retrieve_header( $got, 'date' ) );
			return new Answer( $status, $json, false === $clock ? null : $clock );
		}
		$seconds = wp_remote_retrieve_header( $got, 'retry-after' );
		$reason  = (string) ( $json['code'] ?? $json['error'] );
		$detail  = is_string( $json['detail'] ?? null ) ? $json['detail'] : $reason;
		throw new Refused( $status, $reason, $detail, $json, is_numeric( $seconds ) ? max( 0, (int) $seconds ) : null );
	}

	/**
	 * Whether a refusal can be Alter's: `{"code": …}` or `{"error": …}`, from a host that has spoken as the connector before.
	 *
	 * @param array<string, mixed> $got  What WordPress received.
	 * @param array<mixed>         $json The body.
	 */
	private static function is_alters( array $got, array $json ): bool {
		$type = strtolower( trim( strtok( (string) wp_remote_retrieve_header( $got, 'content-type' ), ';' ) ) );
		$code = $json['code'] ?? $json['error'] ?? null;
		return 'application/json' === $type && is_string( $code ) && '' !== $code;
	}

	/**
	 * Whether a JSON answer can be the connector's. Its refusals have a type of their own: `{"code", "message"}` is
	 * what any WordPress says, so a site named as its own connector would pass for one.
	 *
	 * @param array<string, mixed> $got   What WordPress received.
	 * @param bool                 $is_ok Whether the status is 2xx.
	 * @param array<mixed>         $json  The body.
	 */
	private static function is_ours( array $got, bool $is_ok, array $json ): bool {
		$type = strtolower( trim( explode( ';', implode( ';', (array) wp_remote_retrieve_header( $got, 'content-type' ) ) )[0] ) );
		if ( $is_ok ) {
			return 'application/json' === $type;
		}
		return 'application/problem+json' === $type && is_string( $json['code'] ?? null ) && '' !== $json['code'];
	}
}
