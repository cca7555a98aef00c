<?php
/**
 * Names as WordPress writes them.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Sniffs\Naming;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff;

/**
 * `$some_name`, `some_function()`, `Some_Class` in class-some-class.php. Standards that come with phpcs know only
 * camel caps.
 */
final class SnakeCaseSniff implements Sniff {

	/**
	 * What words are looked at.
	 *
	 * @return array<int|string>
	 */
	public function register(): array {
		return array( T_VARIABLE, T_FUNCTION, T_CLASS, T_INTERFACE, T_TRAIT );
	}

	/**
	 * Looks at one word.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	public function process( File $file, $at ): void {
		$code = $file->getTokens()[ $at ]['code'];
		if ( T_VARIABLE === $code ) {
			$this->variable( $file, $at );
		} elseif ( T_FUNCTION === $code ) {
			$this->lower( $file, $at, (string) $file->getDeclarationName( $at ) );
		} else {
			$this->type( $file, $at, (string) $file->getDeclarationName( $at ) );
		}
	}

	/**
	 * A variable; superglobals have the language's names.
	 *
	 * @param File $file The file.
	 * @param int  $at   Where in it.
	 */
	private function variable( File $file, int $at ): void {
		$name = ltrim( $file->getTokens()[ $at ]['content'], '$' );
		if ( ! preg_match( '/^(_[A-Z]+|GLOBALS)$/', $name ) ) {
			$this->lower( $file, $at, $name );
		}
	}

	/**
	 * A name in small letters; methods that PHP names have two underscores.
	 *
	 * @param File   $file The file.
	 * @param int    $at   Where in it.
	 * @param string $name The name.
	 */
	private function lower( File $file, int $at, string $name ): void {
		if ( ! preg_match( '/^(__[a-zA-Z]+|[a-z_0-9]*)$/', $name ) ) {
			$file->addError( 'Write %s in small letters with underscores.', $at, 'NotSnakeCase', array( $name ) );
		}
	}

	/**
	 * A class, and the name of its file.
	 *
	 * @param File   $file The file.
	 * @param int    $at   Where in it.
	 * @param string $name The name.
	 */
	private function type( File $file, int $at, string $name ): void {
		if ( ! preg_match( '/^[A-Z][A-Za-z0-9]*(_[A-Z0-9][A-Za-z0-9]*)*$/', $name ) ) {
			$file->addError( 'Write %s with capitals and underscores.', $at, 'NotACapital', array( $name ) );
		}
		$expected = 'class-' . str_replace( '_', '-', strtolower( $name ) ) . '.php';
		if ( basename( $file->getFilename() ) !== $expected && 'STDIN' !== $file->getFilename() ) {
			$file->addError( '%s belongs into %s.', $at, 'OtherFile', array( $name, $expected ) );
		}
	}
}
