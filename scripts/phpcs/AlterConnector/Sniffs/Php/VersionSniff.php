<?php
/**
 * Nothing newer than PHP 8.0.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Sniffs\Php;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;

/**
 * The plugin says "Requires PHP: 8.0"; the machine that checks it has a newer one, which would run all of this.
 *
 * Attributes pass: to older versions they are comments. Unpacking an array with text keys is newer too and is not
 * seen here, because no token shows what an array holds.
 */
final class VersionSniff implements Sniff {

	/**
	 * Functions of PHP 8.1 and later. WordPress brings some of them, but not 6.4.
	 */
	private const FUNCTIONS = array(
		'array_all',
		'array_any',
		'array_find',
		'array_find_key',
		'array_is_list',
		'enum_exists',
		'fdatasync',
		'fsync',
		'ini_parse_quantity',
		'json_validate',
		'mb_lcfirst',
		'mb_ltrim',
		'mb_rtrim',
		'mb_str_pad',
		'mb_trim',
		'mb_ucfirst',
		'memory_reset_peak_usage',
		'mysqli_execute_query',
		'openssl_cipher_key_length',
		'str_decrement',
		'str_increment',
		'stream_context_set_options',
		'array_first',
		'array_last',
	);

	/**
	 * What words are looked at.
	 *
	 * @return array<int|string>
	 */
	public function register(): array {
		return array( T_STRING, T_LNUMBER, T_ELLIPSIS, T_FINAL, T_NEW, T_FUNCTION, T_FN, T_CLOSURE, T_VARIABLE, T_CONST, T_READONLY, T_ENUM );
	}

	/**
	 * Looks at one word.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	public function process( File $file, $at ): void {
		$token = $file->getTokens()[ $at ];
		$found = match ( $token['code'] ) {
			T_ENUM      => 'enum',
			T_READONLY  => 'readonly',
			T_STRING    => $this->newer_function( $file, $at ),
			T_LNUMBER   => str_starts_with( strtolower( $token['content'] ), '0o' ) ? '0o octal numbers' : null,
			T_ELLIPSIS  => $this->first_class_callable( $file, $at ),
			T_FINAL     => $this->final_constant( $file, $at ),
			T_NEW       => $this->new_in_initialiser( $file, $at ),
			T_CONST     => $this->typed_constant( $file, $at ),
			T_VARIABLE  => $this->newer_property_type( $file, $at ),
			default     => $this->newer_signature( $file, $at ),
		};
		if ( null !== $found ) {
			$file->addError( 'Newer than PHP 8.0: %s', $at, 'Newer', array( $found ) );
		}
	}

	/**
	 * A call of a function that PHP 8.0 does not have.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function newer_function( File $file, int $at ): ?string {
		$tokens = $file->getTokens();
		$next   = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		$before = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		$others = array( T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_NEW );
		$name   = strtolower( $tokens[ $at ]['content'] );
		$is_it  = false !== $next && T_OPEN_PARENTHESIS === $tokens[ $next ]['code']
			&& ! in_array( $tokens[ $before ]['code'], $others, true ) && in_array( $name, self::FUNCTIONS, true );
		return $is_it ? "{$name}()" : null;
	}

	/**
	 * The form `strlen(...)`.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function first_class_callable( File $file, int $at ): ?string {
		$tokens = $file->getTokens();
		$before = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		$next   = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		$is_it  = T_OPEN_PARENTHESIS === $tokens[ $before ]['code'] && T_CLOSE_PARENTHESIS === $tokens[ $next ]['code'];
		return $is_it ? 'callables written f(...)' : null;
	}

	/**
	 * A constant that is final.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function final_constant( File $file, int $at ): ?string {
		$end = $file->findNext( array( T_CONST, T_FUNCTION, T_CLASS, T_SEMICOLON ), $at + 1 );
		return false !== $end && T_CONST === $file->getTokens()[ $end ]['code'] ? 'final constants' : null;
	}

	/**
	 * A constant with a type (8.3).
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function typed_constant( File $file, int $at ): ?string {
		$equals = $file->findNext( T_EQUAL, $at + 1 );
		$words  = 0;
		for ( $i = $at + 1; $i < $equals; $i++ ) {
			$words += isset( Tokens::$emptyTokens[ $file->getTokens()[ $i ]['code'] ] ) ? 0 : 1;
		}
		return $words > 1 ? 'types of constants' : null;
	}

	/**
	 * An object made where a default stands: of a parameter or a static variable.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function new_in_initialiser( File $file, int $at ): ?string {
		$tokens = $file->getTokens();
		foreach ( $tokens[ $at ]['nested_parenthesis'] ?? array() as $open => $close ) {
			if ( isset( $tokens[ $open ]['parenthesis_owner'] ) && in_array( $tokens[ $tokens[ $open ]['parenthesis_owner'] ]['code'], array( T_FUNCTION, T_CLOSURE, T_FN ), true ) ) {
				return 'new in a default';
			}
		}
		$start = $file->findStartOfStatement( $at );
		return T_STATIC === $tokens[ $start ]['code'] && T_VARIABLE === $tokens[ $file->findNext( Tokens::$emptyTokens, $start + 1, null, true ) ]['code'] ? 'new in a static variable' : null;
	}

	/**
	 * A property whose type only newer versions know.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function newer_property_type( File $file, int $at ): ?string {
		$conditions = $file->getTokens()[ $at ]['conditions'];
		$is_member  = $conditions && in_array( end( $conditions ), array( T_CLASS, T_ANON_CLASS, T_TRAIT ), true )
			&& empty( $file->getTokens()[ $at ]['nested_parenthesis'] );
		return $is_member ? $this->newer_type( (string) $file->getMemberProperties( $at )['type'] ) : null;
	}

	/**
	 * A function whose parameters or answer have a type that only newer versions know.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function newer_signature( File $file, int $at ): ?string {
		$answer = $this->answer( $file, $at );
		if ( 'never' === strtolower( $answer ) ) {
			return 'never';
		}
		$types = array_map( static fn( $parameter ) => (string) $parameter['type_hint'], $file->getMethodParameters( $at ) );
		foreach ( array_merge( array( $answer ), $types ) as $type ) {
			$newer = $this->newer_type( $type );
			if ( null !== $newer ) {
				return $newer;
			}
		}
		return null;
	}

	/**
	 * The type of a function's answer, empty for none. Read here, because phpcs 3.7 knows no `true` there.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function answer( File $file, int $at ): string {
		$tokens = $file->getTokens();
		$ends   = array( T_SEMICOLON, T_OPEN_CURLY_BRACKET, T_FN_ARROW );
		$end    = $file->findNext( $ends, $tokens[ $at ]['parenthesis_closer'] + 1 );
		$colon  = $file->findNext( T_COLON, $tokens[ $at ]['parenthesis_closer'] + 1, $end );
		return false === $colon ? '' : trim( $file->getTokensAsString( $colon + 1, $end - $colon - 1 ) );
	}

	/**
	 * Pure intersections (8.1); null, true and false standing alone (8.2).
	 *
	 * @param string $type As it is written.
	 */
	private function newer_type( string $type ): ?string {
		if ( str_contains( $type, '&' ) ) {
			return "the type {$type}";
		}
		$parts = explode( '|', strtolower( ltrim( $type, '?' ) ) );
		$alone = array() === array_diff( $parts, array( 'null', 'false' ) );
		return in_array( 'true', $parts, true ) || ( '' !== $type && $alone ) ? "the type {$type}" : null;
	}
}
