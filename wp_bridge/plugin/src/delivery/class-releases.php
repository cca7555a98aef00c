<?php
/**
 * What the connector delivers, asked for and kept.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Delivery;

use AlterConnector\Service\Address;
use AlterConnector\Service\Addresses;
use AlterConnector\Service\Client;
use AlterConnector\Service\Refused;
use AlterConnector\Service\Unreachable;

/**
 * Asks the connector for its newest version, and keeps the answer in an option, so that no screen has to ask.
 */
final class Releases {

	private const OPTION  = 'alter_connector_release';
	private const INFO    = '/plugin/info.json';
	private const PACKAGE = '/plugin/alter-connector.zip';

	/**
	 * Seconds in which one answer is enough: WordPress comes back several times during one check.
	 */
	private const FRESH = 60;

	/**
	 * Built by the room.
	 *
	 * @param Client    $client    The door to the connector.
	 * @param Addresses $addresses Where it is.
	 */
	public function __construct( private Client $client, private Addresses $addresses ) {}

	/**
	 * The last answer, or null before there was one.
	 */
	public function known(): ?Release {
		return null === $this->source() ? null : Release::from_row( get_option( self::OPTION ) );
	}

	/**
	 * Asks the connector; the last answer when it does not give a new one.
	 */
	public function ask(): ?Release {
		$known = $this->known();
		if ( null === $this->source() || ( $known && time() - $known->asked_at < self::FRESH ) ) {
			return $known;
		}
		try {
			$answer = $this->client->anonymous( 'GET', self::INFO );
		} catch ( Unreachable | Refused $failure ) {
			return $known;
		}
		$release = Release::from_answer( $answer->json, time() );
		if ( null === $release ) {
			return $known;
		}
		update_option( self::OPTION, $release->to_row(), false );
		return $release;
	}

	/**
	 * Where code may come from: wp-config.php or the zip has named it, never a form. A shop manager may type a
	 * connector's address and may not install plugins; an update from a typed address would let them run any code.
	 */
	public function source(): ?Address {
		try {
			$address = $this->addresses->current();
		} catch ( \DomainException $bad ) {
			return null;
		}
		return $address && $address->trusted ? $address : null;
	}

	/**
	 * Where the zip is. Made here, not read from an answer, so that it leads to the connector and nowhere else; a
	 * site that reaches its connector by an internal address downloads there too.
	 */
	public function package(): string {
		$source = $this->source();
		return $source ? $source->url( self::PACKAGE ) : '';
	}

	/**
	 * What the plugin is known by.
	 */
	public function url(): string {
		$source = $this->source();
		return $source ? $source->url( self::INFO ) : '';
	}
}
