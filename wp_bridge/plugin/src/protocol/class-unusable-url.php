<?php
/**
 * An address that can not be a store's.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * Says by a word why: whoever shows it has the sentence, in the reader's language.
 */
final class Unusable_Url extends \DomainException {

	/**
	 * More than 2048 characters.
	 */
	public const LENGTH = 'length';

	/**
	 * Spaces, invisible characters, backslashes, bytes that are no UTF-8.
	 */
	public const CHARACTERS = 'characters';

	/**
	 * Not scheme://host….
	 */
	public const SHAPE = 'shape';

	/**
	 * Neither https nor http.
	 */
	public const SCHEME = 'scheme';

	/**
	 * A user name before the host.
	 */
	public const USER = 'user';

	/**
	 * A host name that none can have, an address that is none, a name without a dot.
	 */
	public const HOST = 'host';

	/**
	 * A port that does not exist.
	 */
	public const PORT = 'port';

	/**
	 * Dots, doubled or hidden slashes, escapes that escape nothing.
	 */
	public const PATH = 'path';

	/**
	 * A part after a question mark.
	 */
	public const QUERY = 'query';

	/**
	 * A part after a hash.
	 */
	public const FRAGMENT = 'fragment';

	/**
	 * Built by the parsers.
	 *
	 * @param string $reason One of the constants.
	 */
	public function __construct( public string $reason ) {
		parent::__construct( "No store can have this address ({$reason})." );
	}
}
