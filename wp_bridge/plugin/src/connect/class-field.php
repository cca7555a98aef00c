<?php
/**
 * A field of the settings.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\State\Settings;

/**
 * Says it as WooCommerce's settings pages take it: they print it, check it and write it into the plugin's one option.
 */
final class Field {

	/**
	 * A heading, and what follows belongs to it.
	 *
	 * @param string $group Its name.
	 * @param string $title What it is about.
	 * @param string $text  A sentence below.
	 * @return array<string, mixed>
	 */
	public static function title( string $group, string $title, string $text = '' ): array {
		return array(
			'title' => $title,
			'desc'  => $text,
			'type'  => 'title',
			'id'    => "alter_connector_{$group}_title",
		);
	}

	/**
	 * What follows does not belong to the heading any more.
	 *
	 * @param string $group The heading's name.
	 * @return array<string, mixed>
	 */
	public static function end( string $group ): array {
		return array(
			'type' => 'sectionend',
			'id'   => "alter_connector_{$group}_title",
		);
	}

	/**
	 * A checkbox.
	 *
	 * @param string $key   A key of `Settings::DEFAULTS`.
	 * @param string $title What it is about.
	 * @param string $text  What a tick does.
	 * @return array<string, mixed>
	 */
	public static function box( string $key, string $title, string $text ): array {
		return array(
			'desc' => $text,
			'type' => 'checkbox',
		) + self::of( $key, $title );
	}

	/**
	 * A choice of words.
	 *
	 * @param string                $key   A key of `Settings::DEFAULTS`.
	 * @param string                $title What it is about.
	 * @param array<string, string> $words What each of its values means.
	 * @param string                $help  A sentence below.
	 * @return array<string, mixed>
	 */
	public static function choice( string $key, string $title, array $words, string $help = '' ): array {
		return array(
			'desc'    => $help,
			'type'    => 'select',
			'options' => $words,
		) + self::of( $key, $title );
	}

	/**
	 * A line of text.
	 *
	 * @param string $key   A key of `Settings::DEFAULTS`.
	 * @param string $title What it is about.
	 * @param string $help  A sentence below.
	 * @return array<string, mixed>
	 */
	public static function line( string $key, string $title, string $help ): array {
		return array(
			'desc' => $help,
			'type' => 'text',
		) + self::of( $key, $title );
	}

	/**
	 * What all have.
	 *
	 * @param string $key   A key of `Settings::DEFAULTS`.
	 * @param string $title What it is about.
	 * @return array<string, mixed>
	 */
	private static function of( string $key, string $title ): array {
		return array(
			'title'    => $title,
			'id'       => Settings::OPTION . "[{$key}]",
			'default'  => Settings::DEFAULTS[ $key ],
			'autoload' => false,
		);
	}
}
