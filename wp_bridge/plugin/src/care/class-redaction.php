<?php
/**
 * What may be shown.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

/**
 * Takes out of texts and nested values what a log or a report that is mailed around must not hold: secrets, query
 * strings, what names a shopper, and characters that forge or hide parts of a line. No WordPress.
 *
 * By name: the value of a key that names a secret is dropped. By shape: tokens, headers, query strings, e-mail and IP
 * addresses are cut out of texts wherever they stand. Limits: a short secret of no known shape without a name, and a
 * person's name in a sentence, pass.
 */
final class Redaction {

	public const REDACTED = '[redacted]';

	private const LONGEST = 4096;
	private const DEEPEST = 6;
	private const MOST    = 100;

	// C0, C1, bidi controls, line separators, zero-width: what a forged second line or a reversed word is made of.
	private const DECEIVING = '/[\x{00}-\x{1f}\x{7f}-\x{9f}\x{061c}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}]/u';

	/**
	 * A text without what must not be shown, on one line.
	 *
	 * @param string $text Anything, of anybody.
	 */
	public static function text( string $text ): string {
		// Cut twice: before, to bound the work; after, with a margin that drops a secret the first cut went through.
		$shown = Shapes::hide( self::named( self::utf8( substr( $text, 0, 2 * self::LONGEST ) ) ) );
		if ( strlen( $shown ) > self::LONGEST ) {
			$shown = self::utf8( substr( $shown, 0, self::LONGEST ) ) . '…';
		}
		return (string) preg_replace_callback(
			self::DECEIVING,
			static fn( array $found ): string => "\n" === $found[0] || "\t" === $found[0] ? ' ' : '\x' . bin2hex( $found[0] ),
			$shown
		);
	}

	/**
	 * A value without what must not be shown: scalars, and arrays of them.
	 *
	 * @param mixed $value Anything.
	 */
	public static function value( mixed $value ): mixed {
		return self::of( $value, 0 );
	}

	/**
	 * The value at a depth.
	 *
	 * @param mixed $value Anything.
	 * @param int   $depth How deep it lies.
	 */
	private static function of( mixed $value, int $depth ): mixed {
		if ( null === $value || is_bool( $value ) || is_int( $value ) || is_float( $value ) ) {
			return $value;
		}
		if ( is_string( $value ) ) {
			return self::text( $value );
		}
		if ( $value instanceof \Throwable ) {
			return self::text( get_class( $value ) . ': ' . $value->getMessage() );
		}
		if ( ! is_array( $value ) ) {
			// Never the properties of an object: nobody knows what another plugin's holds.
			return is_object( $value ) ? get_class( $value ) : gettype( $value );
		}
		return $depth >= self::DEEPEST ? '…' : self::items( $value, $depth );
	}

	/**
	 * The items of an array.
	 *
	 * @param array<int|string, mixed> $items Any.
	 * @param int                      $depth How deep it lies.
	 * @return array<int|string, mixed>
	 */
	private static function items( array $items, int $depth ): array {
		$shown = array();
		foreach ( array_slice( $items, 0, self::MOST, true ) as $key => $item ) {
			$is_hidden = is_string( $key ) && self::is_hidden( $key, $item );
			$key       = is_string( $key ) ? self::text( $key ) : $key;

			$shown[ $key ] = $is_hidden ? self::REDACTED : self::of( $item, $depth + 1 );
		}
		return $shown;
	}

	/**
	 * Whether an item goes because of its name. Flags and absences are worth seeing; numbers may be a postcode.
	 *
	 * @param string $key  Its name.
	 * @param mixed  $item The item.
	 */
	private static function is_hidden( string $key, mixed $item ): bool {
		if ( null === $item || is_bool( $item ) ) {
			return false;
		}
		return is_string( $item ) ? Secret_Names::hides( $key, $item ) : Secret_Names::holds( $key );
	}

	/**
	 * Drops the values of names that hold secrets in JSON and in dumps: `"token": "…"`, also escaped in another text.
	 *
	 * A value is only looked at, so that what is quoted in it is judged as a name in its turn.
	 *
	 * @param string $text Valid UTF-8.
	 */
	private static function named( string $text ): string {
		$name = '/(\\\\{0,8}["\'])([A-Za-z][\w-]{1,40})\1\s{0,8}(?::|=>)\s{0,8}(\\\\{0,8}["\'])(?=((?:(?!\3)(?:\\\\.|[^\\\\]|\\\\$))*+))/s';
		if ( false === preg_match_all( $name, $text, $all, PREG_SET_ORDER | PREG_OFFSET_CAPTURE ) ) {
			return self::REDACTED;
		}
		$shown = '';
		$done  = 0;
		foreach ( $all as $found ) {
			list( $value, $start ) = $found[4];
			if ( $start < $done || ! Secret_Names::hides( $found[2][0], $value ) ) {
				continue;
			}
			$shown .= substr( $text, $done, $start - $done ) . self::REDACTED;
			$done   = $start + strlen( $value );
		}
		return $shown . substr( $text, $done );
	}

	/**
	 * The text as valid UTF-8; a broken byte becomes a question mark.
	 *
	 * @param string $text Any bytes.
	 */
	private static function utf8( string $text ): string {
		if ( 1 === preg_match( '//u', $text ) ) {
			return $text;
		}
		// A run of valid sequences is kept, whatever else there is goes one byte at a time.
		$valid = '/((?:[\x00-\x7F]|[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2})++)|./s';
		return (string) preg_replace_callback( $valid, static fn( array $found ): string => $found[1] ?? '?', $text );
	}
}
