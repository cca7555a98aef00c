<?php
/**
 * One question about the site's health.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

/**
 * A check asks one thing and changes nothing that matters. It never throws: what it can not find out is its result.
 */
abstract class Check {

	/**
	 * A word for it in addresses, commands and reports.
	 */
	abstract public function id(): string;

	/**
	 * What it looks at, for people.
	 */
	abstract public function title(): string;

	/**
	 * Looks.
	 */
	abstract public function run(): Result;

	/**
	 * Whether it calls somebody. Such a check runs when a person asks, in the background part of Site Health, in a
	 * command and once a week, never because a page is opened.
	 */
	public function is_remote(): bool {
		return false;
	}

	/**
	 * The settings tab, where most things are mended.
	 */
	protected static function settings(): string {
		return admin_url( 'admin.php?page=wc-settings&tab=alter' );
	}
}
