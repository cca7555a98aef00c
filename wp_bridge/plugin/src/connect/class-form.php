<?php
/**
 * Forms that ask this site to do something.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * Every change goes through admin-post.php, as a POST with a nonce of its own verb (`Posts` checks both).
 */
final class Form {

	public const PREFIX = 'alter_connector_';

	/**
	 * Prints a form's beginning.
	 *
	 * @param string $verb    Which of `Posts`.
	 * @param string $classes For the style sheet.
	 */
	public static function open( string $verb, string $classes = '' ): void {
		printf(
			'<form method="post" action="%1$s" class="%2$s"><input type="hidden" name="action" value="%3$s">',
			esc_url( admin_url( 'admin-post.php' ) ),
			esc_attr( $classes ),
			esc_attr( self::PREFIX . $verb )
		);
		wp_nonce_field( self::PREFIX . $verb, '_wpnonce', false );
	}

	/**
	 * Prints a form's end, with its button.
	 *
	 * @param string $label   On the button.
	 * @param bool   $primary The one thing to do on the page.
	 */
	public static function close( string $label, bool $primary = false ): void {
		printf( '<button type="submit" class="button %1$s">%2$s</button></form>', $primary ? 'button-primary' : '', esc_html( $label ) );
	}

	/**
	 * Prints a form that is nothing but a button.
	 *
	 * @param string $verb    Which of `Posts`.
	 * @param string $label   On the button.
	 * @param bool   $primary The one thing to do on the page.
	 */
	public static function button( string $verb, string $label, bool $primary = false ): void {
		self::open( $verb, 'alter-connector-inline' );
		self::close( $label, $primary );
	}

	/**
	 * Prints a labelled line of text.
	 *
	 * @param string               $name       The field's name.
	 * @param string               $label      What belongs into it.
	 * @param string               $help       A sentence below; empty for none.
	 * @param array<string, string> $attributes More of the input's.
	 */
	public static function field( string $name, string $label, string $help, array $attributes = array() ): void {
		$id         = $attributes['id'] ?? "alter-connector-{$name}";
		$attributes = array_diff_key( $attributes, array( 'id' => '' ) ) + array(
			'type'  => 'text',
			'class' => 'regular-text',
		);
		printf( '<p class="alter-connector-field"><label for="%1$s">%2$s</label><input id="%1$s" name="%3$s"', esc_attr( $id ), esc_html( $label ), esc_attr( $name ) );
		foreach ( $attributes as $key => $value ) {
			printf( ' %1$s="%2$s"', esc_attr( $key ), esc_attr( $value ) );
		}
		if ( '' === $help ) {
			echo '></p>';
			return;
		}
		printf( ' aria-describedby="%1$s-help"><span class="description" id="%1$s-help">%2$s</span></p>', esc_attr( $id ), esc_html( $help ) );
	}
}
