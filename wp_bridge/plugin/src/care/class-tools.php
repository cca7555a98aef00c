<?php
/**
 * The plugin's tools.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Parts;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;
use AlterConnector\State\Jobs;

/**
 * WooCommerce > Status > Tools, which checks who may run them. Each returns what it did in a sentence.
 */
final class Tools {

	/**
	 * Built by the room.
	 *
	 * @param Parts     $parts     What the plugin is made of.
	 * @param Checklist $checklist The checks.
	 * @param Findings  $findings  Runs them.
	 * @param Adopter   $adopter   Takes over mappings of others.
	 */
	public function __construct( private Parts $parts, private Checklist $checklist, private Findings $findings, private Adopter $adopter ) {}

	/**
	 * Hooks them in.
	 */
	public function register(): void {
		add_filter( 'woocommerce_debug_tools', array( $this, 'tools' ) );
	}

	/**
	 * Adds them.
	 *
	 * @param mixed $tools What others added.
	 */
	public function tools( mixed $tools ): mixed {
		if ( ! is_array( $tools ) ) {
			return $tools;
		}
		$ours = array(
			'test'   => array( __( 'Test the connection to Alter', 'alter-connector' ), __( 'Test', 'alter-connector' ), __( 'Calls the connector, has it call Alter and this shop, and says what does not work.', 'alter-connector' ) ),
			'resync' => array( __( 'Send all bindings to Alter again', 'alter-connector' ), __( 'Send', 'alter-connector' ), __( 'For when somebody changed bindings at Alter by hand. What is mapped here is compared with what Alter holds, and sent again where it differs.', 'alter-connector' ) ),
			'clear'  => array( __( 'Forget what is known of Alter', 'alter-connector' ), __( 'Forget', 'alter-connector' ), __( 'Clears what this site keeps of the connector\'s answers, and asks anew. Connection and mappings stay.', 'alter-connector' ) ),
			'reset'  => array( __( 'End the pause after failed calls to the connector', 'alter-connector' ), __( 'End the pause', 'alter-connector' ), __( 'The next call goes out at once.', 'alter-connector' ) ),
			'adopt'  => array( __( 'Take over bindings that Alter has and this shop does not know', 'alter-connector' ), __( 'Take over', 'alter-connector' ), __( 'For shops that used Alter\'s own plugin or another connection before: products without a mapping get the one that Alter has for them. Mappings that are there stay as they are.', 'alter-connector' ) ),
		);
		foreach ( $ours as $name => list( $title, $button, $text ) ) {
			$tools[ "alter_connector_{$name}" ] = array(
				'name'     => $title,
				'button'   => $button,
				'desc'     => $text,
				'callback' => array( $this, $name ),
			);
		}
		return $tools;
	}

	/**
	 * Runs the checks that call somebody.
	 */
	public function test(): string {
		$this->parts->breaker->reset();
		$wrong = array();
		foreach ( $this->checklist->remote() as $check ) {
			$result = $this->findings->run( $check );
			if ( ! $result->is_good() ) {
				$wrong[] = trim( "{$result->text} {$result->action}" );
			}
		}
		return array() === $wrong ? __( 'Everything works, in both directions.', 'alter-connector' ) : esc_html( implode( ' ', array_unique( $wrong ) ) );
	}

	/**
	 * Sends all bindings again. To the connector they are unchanged, so that it has to look at Alter's own list as well.
	 */
	public function resync(): string {
		if ( ! $this->parts->standing->may_write() ) {
			return __( 'Nothing was sent: the shop has to be connected, and not in safe mode.', 'alter-connector' );
		}
		$this->parts->mirror->resend_all();
		as_enqueue_async_action( 'alter_connector_flush', array(), Jobs::GROUP );
		try {
			$found = $this->parts->audit->run();
		} catch ( Refused | Unreachable | \DomainException $failure ) {
			/* translators: %s: what went wrong. */
			return esc_html( sprintf( __( 'All bindings go to the connector again. Alter\'s own list could not be compared: %s', 'alter-connector' ), $failure->getMessage() ) );
		}
		/* translators: 1: how many bindings were compared, 2: how many of them differ. */
		$text = __( 'All bindings go to the connector again. Compared with Alter: %1$s; different there, and sent again: %2$s.', 'alter-connector' );
		return sprintf( $text, number_format_i18n( $found['checked'] ), number_format_i18n( $found['repaired'] ) );
	}

	/**
	 * Forgets what can be asked again, and asks.
	 */
	public function clear(): string {
		$this->findings->forget();
		$this->parts->known_store->forget();
		try {
			$this->parts->store_watch->refresh();
		} catch ( Refused | Unreachable $failure ) {
			/* translators: %s: what went wrong. */
			return esc_html( sprintf( __( 'Forgotten. The connector could not be asked anew: %s', 'alter-connector' ), $failure->getMessage() ) );
		}
		return __( 'Forgotten, and asked anew.', 'alter-connector' );
	}

	/**
	 * Ends the pause.
	 */
	public function reset(): string {
		$this->parts->breaker->reset();
		return __( 'The next call goes out at once.', 'alter-connector' );
	}

	/**
	 * Takes over bindings of others.
	 */
	public function adopt(): string {
		try {
			return $this->adopter->adopt();
		} catch ( Refused | Unreachable | \DomainException $failure ) {
			/* translators: %s: what went wrong. */
			return esc_html( sprintf( __( 'Nothing was taken over: %s', 'alter-connector' ), $failure->getMessage() ) );
		}
	}
}
