<?php
/**
 * What a check found.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

/**
 * One cause and, where something is wrong, one action. All texts are translated and plain: no markup, no secret.
 */
final class Result {

	public const GOOD        = 'good';
	public const RECOMMENDED = 'recommended';
	public const CRITICAL    = 'critical';

	/**
	 * Built by the three names below.
	 *
	 * @param string $level  One of the constants.
	 * @param string $text   What is the case, in one sentence.
	 * @param string $more   What else there is to know of it.
	 * @param string $action What to do.
	 * @param string $link   Where to do it: an address in this site's admin.
	 */
	private function __construct(
		public string $level,
		public string $text,
		public string $more,
		public string $action,
		public string $link
	) {}

	/**
	 * Nothing to do.
	 *
	 * @param string $text What is the case.
	 * @param string $more What else there is to know of it.
	 */
	public static function good( string $text, string $more = '' ): self {
		return new self( self::GOOD, $text, $more, '', '' );
	}

	/**
	 * The shop works, and would work better.
	 *
	 * @param string $text   What is the case.
	 * @param string $more   What else there is to know of it.
	 * @param string $action What to do.
	 * @param string $link   Where.
	 */
	public static function recommended( string $text, string $more = '', string $action = '', string $link = '' ): self {
		return new self( self::RECOMMENDED, $text, $more, $action, $link );
	}

	/**
	 * Something does not work until somebody acts.
	 *
	 * @param string $text   What is the case.
	 * @param string $more   What else there is to know of it.
	 * @param string $action What to do.
	 * @param string $link   Where.
	 */
	public static function critical( string $text, string $more = '', string $action = '', string $link = '' ): self {
		return new self( self::CRITICAL, $text, $more, $action, $link );
	}

	/**
	 * From what `to_row` made; null for anything else.
	 *
	 * @param mixed $row What an option held.
	 */
	public static function from_row( mixed $row ): ?self {
		$levels = array( self::GOOD, self::RECOMMENDED, self::CRITICAL );
		if ( ! is_array( $row ) || ! in_array( $row['level'] ?? null, $levels, true ) ) {
			return null;
		}
		$texts = array();
		foreach ( array( 'text', 'more', 'action', 'link' ) as $key ) {
			$texts[] = is_string( $row[ $key ] ?? null ) ? $row[ $key ] : '';
		}
		return new self( $row['level'], ...$texts );
	}

	/**
	 * For an option, a table, JSON.
	 *
	 * @return array{level: string, text: string, more: string, action: string, link: string}
	 */
	public function to_row(): array {
		return get_object_vars( $this );
	}

	/**
	 * Whether nothing is to be done.
	 */
	public function is_good(): bool {
		return self::GOOD === $this->level;
	}

	/**
	 * The level in the reader's language: colour alone tells some people nothing.
	 */
	public function level_name(): string {
		$names = array(
			self::GOOD        => __( 'Good', 'alter-connector' ),
			self::RECOMMENDED => __( 'Recommended', 'alter-connector' ),
			self::CRITICAL    => __( 'Critical', 'alter-connector' ),
		);
		return $names[ $this->level ];
	}
}
