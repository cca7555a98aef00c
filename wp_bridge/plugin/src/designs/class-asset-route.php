<?php
/**
 * WordPress sends the files itself.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Byte_Range;
use AlterConnector\Protocol\Media;
use AlterConnector\State\Design_Folders;

// phpcs:disable WordPress.WP.AlternativeFunctions -- Pieces of large files.

/**
 * `GET alter/v1/designs/{folder}/{file}`, for shops whose web server can not be told to send the headers. What it sends is
 * what was checked when it was installed: a folder's and a file's name are patterns, and the file lies there or does not.
 */
final class Asset_Route {

	public const SPACE = 'alter/v1';

	private const ROUTE = '/designs/(?P<folder>[A-Za-z0-9_]{1,64}-[0-9a-f]{12})/(?P<file>[a-z0-9.]{1,80})';
	private const PIECE = 262144;

	/**
	 * Built once, by the room.
	 *
	 * @param Design_Folders $folders Where files lie.
	 */
	public function __construct( private Design_Folders $folders ) {}

	/**
	 * Opens the route.
	 */
	public function register(): void {
		register_rest_route(
			self::SPACE,
			self::ROUTE,
			array(
				'methods'             => \WP_REST_Server::READABLE,
				'callback'            => array( $this, 'answer' ),
				// The files of a shop's own pages: every visitor gets them.
				'permission_callback' => '__return_true',
				'show_in_index'       => false,
			)
		);
		add_filter( 'rest_pre_serve_request', array( $this, 'serve' ), 99, 3 );
	}

	/**
	 * Finds the file. Its bytes follow in `serve`: WordPress would make JSON of them.
	 *
	 * @param \WP_REST_Request $request The browser's.
	 */
	public function answer( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		$path = $this->folders->file( (string) $request['folder'], (string) $request['file'] );
		if ( null === $path ) {
			return new \WP_Error( 'alter_connector_no_file', __( 'There is no such file.', 'alter-connector' ), array( 'status' => 404 ) );
		}
		$size     = (int) filesize( $path );
		$etag     = '"' . substr( hash( 'sha256', "{$request['folder']}/{$request['file']}/{$size}/" . filemtime( $path ) ), 0, 32 ) . '"';
		$range    = Byte_Range::of( (string) $request->get_header( 'range' ), (string) $request->get_header( 'if_range' ), $etag, $size );
		$is_known = in_array( $etag, array_map( 'trim', explode( ',', str_replace( 'W/', '', (string) $request->get_header( 'if_none_match' ) ) ) ), true );
		$answer   = new \WP_REST_Response( array(), $is_known ? 304 : $range->status );
		$headers  = array(
			'Content-Type'                 => Media::TYPES[ substr( (string) strrchr( $path, '.' ), 1 ) ],
			'Accept-Ranges'                => 'bytes',
			'ETag'                         => $etag,
			'Cache-Control'                => Rules::CACHE,
			'Cross-Origin-Resource-Policy' => 'cross-origin',
			'X-Content-Type-Options'       => 'nosniff',
			'Content-Security-Policy'      => "sandbox; default-src 'none'",
		);
		if ( 206 === $answer->get_status() ) {
			$headers['Content-Range'] = "bytes {$range->start}-" . ( $range->start + $range->length - 1 ) . "/{$size}";
		} elseif ( 416 === $answer->get_status() ) {
			$headers['Content-Range'] = "bytes */{$size}";
		}
		if ( $answer->get_status() < 300 ) {
			$headers['Content-Length'] = (string) $range->length;
		}
		$answer->set_headers( $headers );
		return $answer;
	}

	/**
	 * Sends the bytes.
	 *
	 * @param mixed $is_served Whether somebody else did.
	 * @param mixed $answer    The answer.
	 * @param mixed $request   The browser's request.
	 */
	public function serve( mixed $is_served, mixed $answer, mixed $request ): mixed {
		if ( ! $request instanceof \WP_REST_Request || ! $answer instanceof \WP_REST_Response || 1 !== preg_match( '~^/' . self::SPACE . self::ROUTE . '$~D', $request->get_route() ) ) {
			return $is_served;
		}
		header( 'Access-Control-Allow-Origin: *' );
		header( 'Access-Control-Expose-Headers: Content-Range, ETag' );
		header_remove( 'Access-Control-Allow-Credentials' );
		$headers = $answer->get_headers();
		$path    = $this->folders->file( (string) $request['folder'], (string) $request['file'] );
		// Without our ETag it is a refusal, or wrapped by a parameter of WordPress' own.
		if ( null === $path || ! isset( $headers['ETag'] ) ) {
			return $is_served;
		}
		foreach ( array( 'Vary', 'Expires', 'Pragma' ) as $name ) {
			// The answer is the same for everybody, whatever WordPress says of its own.
			header_remove( $name );
		}
		if ( isset( $headers['Content-Length'] ) && ! self::is_head() ) {
			self::send( $path, (int) substr( $headers['Content-Range'] ?? 'bytes 0', 6 ), (int) $headers['Content-Length'] );
		}
		return true;
	}

	/**
	 * Sends a part of a file, piece by piece.
	 *
	 * @param string $path   The file.
	 * @param int    $start  The first byte.
	 * @param int    $length How many.
	 */
	private static function send( string $path, int $start, int $length ): void {
		// What PHP or other plugins do to pages would hold the whole file in memory, or change its length.
		ini_set( 'zlib.output_compression', 'Off' ); // phpcs:ignore WordPress.PHP.IniSet -- For this answer alone.
		while ( ob_get_level() > 0 && ob_end_clean() ) {
			continue;
		}
		$file = fopen( $path, 'rb' );
		if ( ! is_resource( $file ) ) {
			return;
		}
		fseek( $file, $start );
		while ( $length > 0 && ! connection_aborted() ) {
			$bytes = fread( $file, min( self::PIECE, $length ) );
			if ( false === $bytes || '' === $bytes ) {
				break;
			}
			echo $bytes; // phpcs:ignore WordPress.Security.EscapeOutput -- A file's own bytes, under a type that nothing runs.
			flush();
			$length -= strlen( $bytes );
		}
		fclose( $file );
	}

	/**
	 * Whether only the head is asked for: newer versions of WordPress call such a request by the method of the route.
	 */
	private static function is_head(): bool {
		return isset( $_SERVER['REQUEST_METHOD'] ) && 'HEAD' === $_SERVER['REQUEST_METHOD'];
	}
}
