<?php
/**
 * What the page's address asks for.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

// phpcs:disable WordPress.Security.NonceVerification -- Reads what is to be shown; nothing here changes anything.

/**
 * Filter, search and sort, from the query string.
 */
final class Asked {

	/**
	 * The filter.
	 *
	 * @return array{view: string, type: string, search: string, product: int}
	 */
	public static function filter(): array {
		return array(
			'view'    => isset( $_GET['view'] ) ? sanitize_key( wp_unslash( $_GET['view'] ) ) : '',
			'type'    => isset( $_GET['type'] ) ? sanitize_key( wp_unslash( $_GET['type'] ) ) : '',
			'search'  => isset( $_GET['s'] ) ? mb_substr( sanitize_text_field( wp_unslash( $_GET['s'] ) ), 0, 100 ) : '',
			'product' => isset( $_GET['product'] ) ? absint( $_GET['product'] ) : 0,
		);
	}

	/**
	 * Whether anything narrows the list.
	 */
	public static function is_narrowed(): bool {
		return array( '', '', '', 0 ) !== array_values( self::filter() );
	}

	/**
	 * The order.
	 *
	 * @return array{by: string, is_up: bool}
	 */
	public static function sort(): array {
		return array(
			'by'    => isset( $_GET['orderby'] ) ? sanitize_key( wp_unslash( $_GET['orderby'] ) ) : 'title',
			'is_up' => ! isset( $_GET['order'] ) || 'desc' !== strtolower( sanitize_key( wp_unslash( $_GET['order'] ) ) ),
		);
	}
}
