<?php
/**
 * What one request does at a time.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The database decides between two requests; a cache can not.

/**
 * A lock that outlives no request for long: whoever died in it is overtaken once its time is up.
 */
final class Lock {

	/**
	 * What stands in the row while this request has it.
	 *
	 * @var string
	 */
	private string $mark = '';

	/**
	 * Built by whoever needs it.
	 *
	 * @param string $name What only one request does.
	 */
	public function __construct( private string $name ) {
		$this->name = "alter_connector_lock_{$name}";
	}

	/**
	 * Takes it; false while another request has it.
	 *
	 * @param int $seconds The longest that this request needs it.
	 */
	public function take( int $seconds ): bool {
		global $wpdb;
		$now  = time();
		$mark = ( $now + $seconds ) . '-' . wp_generate_password( 12, false );
		if ( 1 !== $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO %i (option_name, option_value, autoload) VALUES (%s, %s, 'no')", $wpdb->options, $this->name, $mark ) )
			&& 1 !== $wpdb->query( $wpdb->prepare( 'UPDATE %i SET option_value = %s WHERE option_name = %s AND CAST(SUBSTRING_INDEX(option_value, %s, 1) AS UNSIGNED) < %d', $wpdb->options, $mark, $this->name, '-', $now ) ) ) {
			return false;
		}
		$this->mark = $mark;
		return true;
	}

	/**
	 * Gives it back, unless another request has overtaken this one.
	 */
	public function release(): void {
		global $wpdb;
		$wpdb->delete(
			$wpdb->options,
			array(
				'option_name'  => $this->name,
				'option_value' => $this->mark,
			)
		);
	}
}
