<?php
/**
 * Pictures that were copied before.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Orders;

/**
 * The copy of a design's picture serves the next order of it at once: mails go out before any job runs. For a week, since
 * a design may get another picture.
 */
final class Known_Pictures {

	private const OPTION = 'alter_connector_pictures';

	private const DAYS = 7;

	private const MOST = 200;

	/**
	 * The copied picture of a design; null for none.
	 *
	 * @param int $design Alter's number.
	 */
	public static function of( int $design ): ?string {
		$row = self::all()[ $design ] ?? null;
		return null !== $row && $row['at'] > time() - self::DAYS * DAY_IN_SECONDS ? $row['url'] : null;
	}

	/**
	 * Remembers a copy.
	 *
	 * @param int    $design Alter's number.
	 * @param string $url    The copy's address.
	 */
	public static function remember( int $design, string $url ): void {
		if ( $design <= 0 ) {
			return;
		}
		$all = array(
			$design => array(
				'url' => $url,
				'at'  => time(),
			),
		) + self::all();
		update_option( self::OPTION, array_slice( $all, 0, self::MOST, true ), false );
	}

	/**
	 * A file goes: nobody is sent there.
	 *
	 * @param string $url Its address.
	 */
	public static function forget( string $url ): void {
		update_option( self::OPTION, array_filter( self::all(), static fn( array $row ): bool => $row['url'] !== $url ), false );
	}

	/**
	 * The option, without what is none of it.
	 *
	 * @return array<int, array{url: string, at: int}>
	 */
	private static function all(): array {
		$all = get_option( self::OPTION );
		return array_filter( is_array( $all ) ? $all : array(), static fn( mixed $row ): bool => is_array( $row ) && is_string( $row['url'] ?? null ) && is_int( $row['at'] ?? null ) );
	}
}
