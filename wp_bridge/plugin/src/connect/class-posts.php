<?php
/**
 * What the owner's buttons do.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Standing;

/**
 * Handles `admin-post.php?action=alter_connector_*`: capability and nonce first, then one flow, then a redirect to
 * the page that tells how it ended.
 */
final class Posts {

	/**
	 * The buttons, each with the method that does it.
	 */
	private const VERBS = array( 'connect', 'by_hand', 'resume', 'share', 'check', 'refresh', 'probe', 'rotate', 'leave', 'move', 'separate', 'stay', 'domains' );

	/**
	 * Built by the room's hooks.
	 *
	 * @param Parts $parts What the plugin is made of.
	 * @param Flows $flows What this room can do.
	 */
	public function __construct( private Parts $parts, private Flows $flows ) {}

	/**
	 * Listens for each of them.
	 */
	public function register(): void {
		foreach ( self::VERBS as $verb ) {
			add_action( 'admin_post_' . Form::PREFIX . $verb, fn() => $this->handle( $verb ) );
		}
	}

	/**
	 * Does one of them for a person who may, and who meant it.
	 *
	 * @param string $verb One of VERBS.
	 */
	private function handle( string $verb ): void {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You may not manage this shop.', 'alter-connector' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( Form::PREFIX . $verb );
		if ( ! isset( $_SERVER['REQUEST_METHOD'] ) || 'POST' !== $_SERVER['REQUEST_METHOD'] ) {
			wp_die( esc_html__( 'Use the button on the Alter screen: a link alone does nothing.', 'alter-connector' ), '', array( 'response' => 405 ) );
		}
		$outcome = $this->$verb();
		if ( null !== $outcome ) {
			$this->flows->tab_outcomes->keep( get_current_user_id(), $outcome );
		}
		wp_safe_redirect( Links::tab() );
		exit;
	}

	/**
	 * Connect, and connect again.
	 */
	private function connect(): ?Outcome {
		$this->parts->breaker->reset();
		$refused = $this->take_address();
		if ( null !== $refused ) {
			return $refused;
		}
		try {
			$url = $this->flows->start->begin( get_current_user_id(), $this->enrolment_code() );
		} catch ( Refused $refusal ) {
			return Outcome::refused( $refusal );
		} catch ( Unreachable $silence ) {
			return Outcome::unreachable( $silence );
		} catch ( \UnexpectedValueException $odd ) {
			return new Outcome( 'answer.odd', array( 'detail' => $odd->getMessage() ) );
		}
		header( 'Referrer-Policy: no-referrer' );
		// Alter is another host. `Start` has judged this very address.
		add_filter( 'allowed_redirect_hosts', static fn( $hosts ) => array_merge( (array) $hosts, array( (string) wp_parse_url( $url, PHP_URL_HOST ) ) ) );
		wp_safe_redirect( $url );
		exit;
	}

	/**
	 * Connect with credentials that were made in Alter.
	 */
	private function by_hand(): Outcome {
		$this->parts->breaker->reset();
		return $this->take_address() ?? $this->flows->by_hand->connect( self::text( 'access_key' ), self::text( 'access_token' ), $this->enrolment_code(), '' !== self::text( 'share' ) );
	}

	/**
	 * Takes the address that was typed, where one is asked for; an outcome when it can not be used.
	 */
	private function take_address(): ?Outcome {
		$typed = self::text( 'address' );
		if ( '' === $typed || ! $this->parts->addresses->is_asked_for() ) {
			return null;
		}
		try {
			$this->parts->addresses->type( $typed );
			return null;
		} catch ( \DomainException $bad ) {
			return new Outcome(
				'address.refused',
				array(
					'detail' => $bad->getMessage(),
					'typed'  => $typed,
				)
			);
		}
	}

	/**
	 * Go on with the proof at hand.
	 */
	private function resume(): Outcome {
		return $this->again( false );
	}

	/**
	 * Go on with the proof at hand, and share the storefront.
	 */
	private function share(): Outcome {
		return $this->again( true );
	}

	/**
	 * Check the requirements by calling.
	 */
	private function check(): Outcome {
		$this->flows->site_facts->look();
		return new Outcome( 'done.checked' );
	}

	/**
	 * Ask the connector for the store.
	 */
	private function refresh(): Outcome {
		$this->parts->breaker->reset();
		return self::told(
			function (): Outcome {
				$this->parts->store_watch->refresh();
				return new Outcome( 'done.refreshed' );
			}
		);
	}

	/**
	 * Test both ways.
	 */
	private function probe(): Outcome {
		$this->parts->breaker->reset();
		return self::told( array( $this->flows->upkeep, 'probe' ) );
	}

	/**
	 * A new token.
	 */
	private function rotate(): Outcome {
		$this->parts->breaker->reset();
		return self::told( array( $this->flows->upkeep, 'rotate' ) );
	}

	/**
	 * Disconnect.
	 */
	private function leave(): Outcome {
		return $this->flows->leave->leave( 'deactivate' === self::text( 'bindings' ) );
	}

	/**
	 * This is the new address.
	 */
	private function move(): Outcome {
		return self::told( array( $this->flows->safe_mode, 'move' ) );
	}

	/**
	 * This is a copy. Asked in safe mode alone: a page that was left open since then must not end a connection that
	 * is well by now.
	 */
	private function separate(): ?Outcome {
		if ( Standing::MOVED !== $this->parts->standing->current() ) {
			return null;
		}
		$this->flows->leave->forget();
		return new Outcome( 'done.separated' );
	}

	/**
	 * Stay safe.
	 */
	private function stay(): Outcome {
		return $this->flows->safe_mode->stay();
	}

	/**
	 * The owner says that the domains are entered in Alter.
	 */
	private function domains(): ?Outcome {
		$this->flows->checklist->domains_are_added();
		return null;
	}

	/**
	 * Goes on with the proof that the last outcome left, if this request alone gets it.
	 *
	 * @param bool $share Whether the owner agreed to share the storefront.
	 */
	private function again( bool $share ): Outcome {
		$this->parts->breaker->reset();
		$user = get_current_user_id();
		$left = $this->flows->return_outcomes->take( $user ) ?? $this->flows->tab_outcomes->take( $user );
		return null === $left || null === $left->proof
			? new Outcome( 'connect.expired' )
			: $this->flows->finish->again( $left->proof, $share, $user );
	}

	/**
	 * The outcome of a call of the connected site, a refused one included.
	 *
	 * @param callable $call Returns an outcome.
	 */
	private static function told( callable $call ): Outcome {
		try {
			return $call();
		} catch ( Refused $refusal ) {
			return Outcome::refused( $refusal );
		} catch ( Unreachable $silence ) {
			return Outcome::unreachable( $silence );
		} catch ( \RuntimeException $unkept ) {
			return new Outcome( 'site.notKept', array( 'detail' => $unkept->getMessage() ) );
		}
	}

	/**
	 * The code that was typed, or else the one that the zip brought.
	 */
	private function enrolment_code(): string {
		$typed = self::text( 'code' );
		return '' === $typed ? (string) $this->parts->delivery->code() : $typed;
	}

	/**
	 * A text of the form. Control characters go, nothing else: secrets may hold what `sanitize_text_field` takes for
	 * tags or octets.
	 *
	 * @param string $name Its field.
	 */
	private static function text( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- `handle` has checked the nonce; cleaned in the next line.
		$found = wp_unslash( $_POST[ $name ] ?? '' );
		return is_string( $found ) ? trim( (string) preg_replace( '/[\x00-\x1f\x7f]/', '', $found ) ) : '';
	}
}
