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
 *
 * WooCommerce wraps a settings tab in a form of its own, and forms do not nest. So fields and buttons name their form
 * by its id, and the forms themselves, which show nothing, are printed at the end of the page.
 */
final class Form {

	public const PREFIX = 'alter_connector_';

	/**
	 * Forms of this page.
	 *
	 * @var list<self>
	 */
	private static array $forms = array();

	/**
	 * What fields and buttons name it by.
	 *
	 * @var string
	 */
	private string $id;

	/**
	 * A form of this page.
	 *
	 * @param string $verb Which of `Posts`.
	 */
	public function __construct( private string $verb ) {
		$this->id      = 'alter-connector-form-' . ( count( self::$forms ) + 1 );
		self::$forms[] = $this;
	}

	/**
	 * Prints a form that is nothing but a button.
	 *
	 * @param string $verb    Which of `Posts`.
	 * @param string $label   On the button.
	 * @param bool   $primary The one thing to do on the page.
	 */
	public static function button( string $verb, string $label, bool $primary = false ): void {
		( new self( $verb ) )->submit( $label, $primary );
	}

	/**
	 * Prints the form's button.
	 *
	 * @param string $label   On it.
	 * @param bool   $primary The one thing to do on the page.
	 */
	public function submit( string $label, bool $primary = false ): void {
		printf( '<button type="submit" form="%1$s" class="button %2$s">%3$s</button> ', esc_attr( $this->id ), $primary ? 'button-primary' : '', esc_html( $label ) );
	}

	/**
	 * Prints a labelled line of text.
	 *
	 * @param string                $name       The field's name.
	 * @param string                $label      What belongs into it.
	 * @param string                $help       A sentence below; empty for none.
	 * @param array<string, string> $attributes More of the input's.
	 */
	public function field( string $name, string $label, string $help, array $attributes = array() ): void {
		$id         = "{$this->id}-{$name}";
		$attributes = $attributes + array(
			'type'  => 'text',
			'class' => 'regular-text',
		);
		printf( '<p class="alter-connector-field"><label for="%1$s">%2$s</label>', esc_attr( $id ), esc_html( $label ) );
		$this->input( $name, array( 'id' => $id ) + ( '' === $help ? array() : array( 'aria-describedby' => "{$id}-help" ) ) + $attributes );
		if ( '' !== $help ) {
			printf( '<span class="description" id="%1$s-help">%2$s</span>', esc_attr( $id ), esc_html( $help ) );
		}
		echo '</p>';
	}

	/**
	 * Prints an input.
	 *
	 * @param string                $name       The field's name.
	 * @param array<string, string> $attributes Of the input.
	 */
	public function input( string $name, array $attributes ): void {
		printf( '<input name="%1$s" form="%2$s"', esc_attr( $name ), esc_attr( $this->id ) );
		foreach ( $attributes as $key => $value ) {
			printf( ' %1$s="%2$s"', esc_attr( $key ), esc_attr( $value ) );
		}
		echo '>';
	}

	/**
	 * Prints the forms of this page.
	 */
	public static function print_all(): void {
		foreach ( self::$forms as $form ) {
			printf(
				'<form method="post" action="%1$s" id="%2$s" class="alter-connector-form" hidden><input type="hidden" name="action" value="%3$s">',
				esc_url( admin_url( 'admin-post.php' ) ),
				esc_attr( $form->id ),
				esc_attr( self::PREFIX . $form->verb )
			);
			// Not wp_nonce_field(): it would print the same id for each form.
			printf( '<input type="hidden" name="_wpnonce" value="%s"></form>', esc_attr( wp_create_nonce( self::PREFIX . $form->verb ) ) );
		}
	}
}
