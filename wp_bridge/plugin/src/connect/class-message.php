<?php
/**
 * What a person is told.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * A title, one cause, and one thing to do.
 */
final class Message {

	/**
	 * Begin a new attempt.
	 */
	public const START = 'start';

	/**
	 * Go on with the proof at hand.
	 */
	public const RESUME = 'resume';

	/**
	 * Go on with the proof at hand, and share the storefront.
	 */
	public const SHARE = 'share';

	/**
	 * Open the tab.
	 */
	public const TAB = 'tab';

	/**
	 * Open WordPress' page of plugins, to update.
	 */
	public const UPDATE = 'update';

	/**
	 * Open WordPress' general settings.
	 */
	public const GENERAL = 'general';

	/**
	 * Nothing to do.
	 */
	public const NONE = '';

	/**
	 * Built by `Messages`.
	 *
	 * @param string $title  A few words.
	 * @param string $text   The cause, and what to do, as plain text.
	 * @param string $action One of the constants: which button stands below.
	 * @param string $kind   "error", "warning", "success" or "info", as WordPress' notices have it.
	 */
	public function __construct(
		public string $title,
		public string $text,
		public string $action = self::START,
		public string $kind = 'error'
	) {}
}
