<?php
/**
 * What can not change stands at the left.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Sniffs\Conditions;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;
use PHP_CodeSniffer\Util\Tokens;

/**
 * `null === $found`: forgetting two of the signs is then an error and no assignment.
 */
final class YodaSniff implements Sniff {

	/**
	 * What words are looked at.
	 *
	 * @return array<int|string>
	 */
	public function register(): array {
		return array( T_IS_EQUAL, T_IS_NOT_EQUAL, T_IS_IDENTICAL, T_IS_NOT_IDENTICAL );
	}

	/**
	 * Looks at one comparison.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	public function process( File $file, $at ): void {
		$tokens = $file->getTokens();
		if ( in_array( $tokens[ $at ]['code'], array( T_IS_EQUAL, T_IS_NOT_EQUAL ), true ) ) {
			$file->addError( 'Compare with === or !==: "abc" == 0 has had two answers.', $at, 'Loose' );
		}
		$fixed = array( T_LNUMBER, T_DNUMBER, T_CONSTANT_ENCAPSED_STRING, T_NULL, T_TRUE, T_FALSE );
		$right = $file->findNext( array_merge( Tokens::$emptyTokens, array( T_MINUS => T_MINUS ) ), $at + 1, null, true );
		$left  = $file->findPrevious( Tokens::$emptyTokens, $at - 1, null, true );
		// A name or a closing bracket at the left is a variable or a call; what follows a value may be a sum.
		$after = $file->findNext( Tokens::$emptyTokens, $right + 1, null, true );
		$ends  = array( T_SEMICOLON, T_CLOSE_PARENTHESIS, T_BOOLEAN_AND, T_BOOLEAN_OR, T_INLINE_THEN, T_COMMA, T_CLOSE_CURLY_BRACKET, T_CLOSE_SQUARE_BRACKET );
		if ( T_VARIABLE === $tokens[ $left ]['code'] && in_array( $tokens[ $right ]['code'], $fixed, true ) && in_array( $tokens[ $after ]['code'], $ends, true ) ) {
			$file->addError( 'Write the value first and %s after it.', $at, 'NotYoda', array( $tokens[ $left ]['content'] ) );
		}
	}
}
