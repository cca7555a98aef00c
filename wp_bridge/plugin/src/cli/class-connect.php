<?php
/**
 * `wp alter connect`
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

use AlterConnector\Connect\Flows;
use AlterConnector\Connect\Messages;
use AlterConnector\Connect\Outcome;
use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * Begins a connection, or makes one with credentials that were created at Alter.
 */
final class Connect {

	/**
	 * Built by the room.
	 *
	 * @param Parts $parts What the plugin is made of.
	 */
	public function __construct( private Parts $parts ) {}

	/**
	 * Connects this shop to Alter.
	 *
	 * Without credentials it prints an address: open it in the browser in which you are logged in to this site as the
	 * user named with --user, and approve. It is good for ten minutes.
	 *
	 * ## OPTIONS
	 *
	 * [--address=<url>]
	 * : Where the connector is, when neither wp-config.php nor the plugin's zip names it.
	 *
	 * [--code-file=<file>]
	 * : A file with an enrolment code, where the connector asks for one; - for standard input.
	 *
	 * [--access-key=<key>]
	 * : The access key of credentials made by hand at Alter.
	 *
	 * [--access-token-file=<file>]
	 * : A file with their access token; - for standard input. Never as an argument: other users of the machine see those.
	 *
	 * [--share-storefront]
	 * : With credentials: go on although another shop uses the same Alter storefront.
	 *
	 * ## EXAMPLES
	 *
	 *     wp alter connect --user=admin
	 *     wp alter connect --access-key=ak_123 --access-token-file=- < token.txt
	 *
	 * @param list<string>               $args    None.
	 * @param array<string, string|bool> $options As above.
	 */
	public function __invoke( array $args, array $options ): void {
		unset( $args );
		$this->parts->breaker->reset();
		$this->take_address( (string) ( $options['address'] ?? '' ) );
		$flows = new Flows( $this->parts );
		$code  = isset( $options['code-file'] ) ? self::secret( (string) $options['code-file'] ) : (string) $this->parts->delivery->code();
		if ( isset( $options['access-key'] ) || isset( $options['access-token-file'] ) ) {
			$this->by_hand( $flows, $options, $code );
			return;
		}
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			\WP_CLI::error( __( 'Say who will approve in the browser: add --user=<login> of somebody who may manage the shop.', 'alter-connector' ) );
		}
		try {
			$url = $flows->start->begin( get_current_user_id(), $code );
		} catch ( Refused $refusal ) {
			self::fail( Outcome::refused( $refusal ) );
		} catch ( Unreachable $silence ) {
			self::fail( Outcome::unreachable( $silence ) );
		} catch ( \UnexpectedValueException $odd ) {
			self::fail( new Outcome( 'answer.odd', array( 'detail' => $odd->getMessage() ) ) );
		}
		\WP_CLI::log( __( 'Open this address within ten minutes, in the browser in which you are logged in:', 'alter-connector' ) );
		\WP_CLI::line( $url );
	}

	/**
	 * Connects with credentials.
	 *
	 * @param Flows                      $flows   What the connect room can do.
	 * @param array<string, string|bool> $options As typed.
	 * @param string                     $code    An enrolment code; empty for none.
	 */
	private function by_hand( Flows $flows, array $options, string $code ): void {
		if ( ! isset( $options['access-key'], $options['access-token-file'] ) ) {
			\WP_CLI::error( __( 'Both are needed: --access-key and --access-token-file.', 'alter-connector' ) );
		}
		$token   = self::secret( (string) $options['access-token-file'] );
		$outcome = $flows->by_hand->connect( (string) $options['access-key'], $token, $code, (bool) \WP_CLI\Utils\get_flag_value( $options, 'share-storefront', false ) );
		if ( 'connected' !== $outcome->code ) {
			self::fail( $outcome );
		}
		\WP_CLI::success( __( 'This shop is connected.', 'alter-connector' ) );
	}

	/**
	 * Takes an address over, as the settings tab would.
	 *
	 * @param string $typed Empty for none.
	 */
	private function take_address( string $typed ): void {
		if ( '' === $typed ) {
			return;
		}
		if ( ! $this->parts->addresses->is_asked_for() ) {
			\WP_CLI::error( __( 'The address is named in wp-config.php or in the plugin\'s zip already.', 'alter-connector' ) );
		}
		try {
			$this->parts->addresses->type( $typed );
		} catch ( \DomainException $bad ) {
			\WP_CLI::error( $bad->getMessage() );
		}
	}

	/**
	 * A secret from a file; only its first line, without blanks around it.
	 *
	 * @param string $file A path, or - for standard input.
	 */
	private static function secret( string $file ): string {
		$path = '-' === $file ? 'php://stdin' : $file;
		if ( '-' !== $file && ! is_readable( $file ) ) {
			\WP_CLI::error( __( 'The file with the secret cannot be read.', 'alter-connector' ) );
		}
		// phpcs:ignore WordPress.WP.AlternativeFunctions.file_get_contents_file_get_contents -- A local file or standard input, at the command line.
		$text = trim( (string) strtok( (string) file_get_contents( $path, false, null, 0, 4096 ), "\n" ) );
		if ( '' === $text ) {
			\WP_CLI::error( __( 'The file with the secret is empty.', 'alter-connector' ) );
		}
		return $text;
	}

	/**
	 * Says what went wrong, and ends.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function fail( Outcome $outcome ): void {
		$message = Messages::of( $outcome );
		$lines   = array( $message->title, $message->text );
		if ( 'connect.storefrontShared' === $outcome->code ) {
			$lines[] = __( 'To go on: the same command with --share-storefront.', 'alter-connector' );
		}
		\WP_CLI::error_multi_line( $lines );
		\WP_CLI::halt( 1 );
	}
}
