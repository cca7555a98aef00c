<?php
/**
 * Every text for people can be translated.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Sniffs\Texts;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;

/**
 * Gettext calls have literal texts and the literal domain: the tools that collect them run no PHP. Where a text has a
 * placeholder, a comment tells translators what it will be.
 */
final class DomainSniff implements Sniff {

	private const DOMAIN = "'alter-connector'";

	/**
	 * How many texts each function takes before the domain.
	 */
	private const TEXTS = array(
		'__'         => 1,
		'_e'         => 1,
		'esc_html__' => 1,
		'esc_html_e' => 1,
		'esc_attr__' => 1,
		'esc_attr_e' => 1,
		'_x'         => 2,
		'_ex'        => 2,
		'esc_html_x' => 2,
		'esc_attr_x' => 2,
		'_n'         => 3,
		'_nx'        => 4,
		'_n_noop'    => 2,
		'_nx_noop'   => 3,
	);

	/**
	 * What words are looked at.
	 *
	 * @return array<int|string>
	 */
	public function register(): array {
		return array( T_STRING );
	}

	/**
	 * Looks at one call.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	public function process( File $file, $at ): void {
		$tokens = $file->getTokens();
		$texts  = self::TEXTS[ $tokens[ $at ]['content'] ] ?? null;
		$open   = $file->findNext( Tokens::$emptyTokens, $at + 1, null, true );
		$before = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		$others = array( T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION );
		if ( null === $texts || T_OPEN_PARENTHESIS !== ( $tokens[ $open ]['code'] ?? null ) || in_array( $tokens[ $before ]['code'], $others, true ) ) {
			return;
		}
		$arguments = $this->arguments( $file, $open );
		if ( count( $arguments ) !== $texts + 1 || array( self::DOMAIN ) !== end( $arguments ) ) {
			$file->addError( '%s() needs its domain, written out: %s.', $at, 'NoDomain', array( $tokens[ $at ]['content'], self::DOMAIN ) );
		}
		$first = $arguments[0] ?? array();
		if ( 1 !== count( $first ) || ! preg_match( '/^[\'"]/', $first[0] ) || str_contains( $first[0], '{$' ) ) {
			$file->addError( '%s() needs its text in one piece, without variables.', $at, 'NoText', array( $tokens[ $at ]['content'] ) );
		} elseif ( preg_match( '/%(\d+\$)?[sd]/', $first[0] ) && ! $this->is_explained( $file, $at ) ) {
			$file->addError( 'A comment "translators: %%s: …" belongs above the call: what will stand there?', $at, 'NoComment' );
		}
	}

	/**
	 * The arguments of a call, each as the words it is made of.
	 *
	 * @param File $file The file.
	 * @param int  $open The call's parenthesis.
	 * @return array<int, array<int, string>>
	 */
	private function arguments( File $file, int $open ): array {
		$tokens = $file->getTokens();
		$depth  = count( $tokens[ $open ]['nested_parenthesis'] ?? array() ) + 1;
		$found  = array( array() );
		for ( $i = $open + 1; $i < $tokens[ $open ]['parenthesis_closer']; $i++ ) {
			if ( T_COMMA === $tokens[ $i ]['code'] && count( $tokens[ $i ]['nested_parenthesis'] ) === $depth ) {
				$found[] = array();
			} elseif ( ! isset( Tokens::$emptyTokens[ $tokens[ $i ]['code'] ] ) ) {
				$found[ count( $found ) - 1 ][] = $tokens[ $i ]['content'];
			}
		}
		return array_filter( $found );
	}

	/**
	 * Whether one of the three lines above, or the line itself, has a comment for translators.
	 *
	 * @param File $file The file.
	 * @param int  $at   The call.
	 */
	private function is_explained( File $file, int $at ): bool {
		$tokens = $file->getTokens();
		for ( $i = $at; $i > 0 && $tokens[ $i ]['line'] > $tokens[ $at ]['line'] - 4; $i-- ) {
			if ( T_COMMENT === $tokens[ $i ]['code'] && str_contains( $tokens[ $i ]['content'], 'translators:' ) ) {
				return true;
			}
		}
		return false;
	}
}
