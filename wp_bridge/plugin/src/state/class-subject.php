<?php
/**
 * The product or variation that a binding belongs to.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Who it is, to WordPress, to the connector and to people. Pure.
 */
final class Subject {

	/**
	 * What a column of the table takes.
	 */
	private const TITLE_LENGTH = 190;

	/**
	 * The product's name, cut to what the table takes.
	 *
	 * @var string
	 */
	public string $title;

	/**
	 * Built by `of`.
	 *
	 * @param int    $object_id           Its post.
	 * @param int    $product_id          Its product's post; the same one unless it is a variation.
	 * @param string $external_product_id As the connector knows it.
	 * @param string $title               Its name.
	 */
	private function __construct(
		public int $object_id,
		public int $product_id,
		public string $external_product_id,
		string $title
	) {
		$this->title = mb_substr( $title, 0, self::TITLE_LENGTH );
	}

	/**
	 * A product, or a variation of one.
	 *
	 * @param string $prefix     Of the store's external ids, e.g. "wc_".
	 * @param int    $object_id  Its post.
	 * @param int    $product_id Its product's post; the same one unless it is a variation.
	 * @param string $title      Its name.
	 */
	public static function of( string $prefix, int $object_id, int $product_id, string $title ): self {
		$external = $object_id === $product_id ? "{$prefix}{$object_id}" : "{$prefix}{$product_id}_{$object_id}";
		return new self( $object_id, $product_id, $external, $title );
	}

	/**
	 * The one of a row that is there: its post may be gone.
	 *
	 * @param Binding_Row $row A row.
	 */
	public static function of_row( Binding_Row $row ): self {
		return new self( $row->object_id, $row->product_id, $row->external_product_id, $row->title );
	}

	/**
	 * As the table's columns.
	 *
	 * @return array<string, int|string>
	 */
	public function columns(): array {
		return get_object_vars( $this );
	}
}
