<?php
/**
 * Words for what becomes of local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\State\Local_Design;

/**
 * Names of states, and for each code one sentence with its cause and what to do. Nothing here is escaped.
 */
final class Words {

	/**
	 * Names of states.
	 *
	 * @return array<string, string>
	 */
	public static function states(): array {
		return array(
			Local_Design::FETCHING   => __( 'Being fetched from Alter', 'alter-connector' ),
			Local_Design::READY      => __( 'Ready to install', 'alter-connector' ),
			Local_Design::INSTALLING => __( 'Being installed', 'alter-connector' ),
			Local_Design::INSTALLED  => __( 'Installed', 'alter-connector' ),
			Local_Design::STALE      => __( 'Changed or out of reach', 'alter-connector' ),
			Local_Design::FAILED     => __( 'Failed', 'alter-connector' ),
			Local_Design::REMOVED    => __( 'Removed from this shop', 'alter-connector' ),
			Local_Design::GONE       => __( 'Unknown to the connector', 'alter-connector' ),
		);
	}

	/**
	 * What is happening at the moment; empty when nothing is.
	 *
	 * @param Local_Design $row The design.
	 */
	public static function progress( Local_Design $row ): string {
		switch ( $row->step ) {
			case Local_Design::DOWNLOAD:
				/* translators: 1: an amount of data that is here, 2: the amount of all. */
				return sprintf( __( 'Downloading: %1$s of %2$s.', 'alter-connector' ), self::size( $row->got ), self::size( max( $row->size, $row->bytes_total ) ) );
			case Local_Design::UNPACK:
				/* translators: 1: a number of files that are done, 2: the number of all. */
				return sprintf( __( 'Checking and unpacking: %1$s of %2$s files.', 'alter-connector' ), number_format_i18n( $row->unpacked ), number_format_i18n( $row->files_total + 1 ) );
			case Local_Design::REPORT:
				return __( 'The connector looks whether shoppers\' browsers can load it.', 'alter-connector' );
		}
		if ( Local_Design::FETCHING !== $row->state() ) {
			return '';
		}
		return 0 === $row->files_total
			? __( 'The connector is asking Alter for the design.', 'alter-connector' )
			/* translators: 1: a number of files, 2: the number of all, 3: an amount of data. */
			: sprintf( __( 'The connector has %1$s of %2$s files (%3$s).', 'alter-connector' ), number_format_i18n( $row->files_done ), number_format_i18n( $row->files_total ), self::size( $row->bytes_done ) );
	}

	/**
	 * Why it is as it is; empty when there is nothing to say.
	 *
	 * @param Local_Design $row The design.
	 */
	public static function reason( Local_Design $row ): string {
		if ( Local_Design::FAILED === $row->step ) {
			return self::sentence( $row->problem, $row->problem_detail );
		}
		if ( $row->is_under_way() ) {
			return $row->attempts > 0 ? self::sentence( $row->problem, $row->problem_detail ) : '';
		}
		if ( Local_Design::REMOVED === $row->step ) {
			return __( 'Its files are gone from this shop, and no product uses it. Install it again to use it.', 'alter-connector' );
		}
		if ( Local_Design::GONE === $row->upstream ) {
			return __( 'The connector has no such design any more, so products cannot be bound to it. Import it again, or take it off the list.', 'alter-connector' );
		}
		if ( '' !== $row->fault && Local_Design::STALE === $row->state() ) {
			return self::sentence( $row->fault, '' );
		}
		if ( '' !== $row->code ) {
			return self::sentence( $row->code, $row->detail );
		}
		if ( Local_Design::INSTALLED === $row->state() && Ways::FILES !== $row->way ) {
			return __( 'WordPress sends the files itself, because the web server does not send the headers that they need. That works, and is slower: add the lines below to the server\'s settings, then check again.', 'alter-connector' );
		}
		return $row->is_newer ? __( 'Alter has a newer version of this design.', 'alter-connector' ) : '';
	}

	/**
	 * The sentence for a code.
	 *
	 * @param string $code   The contract's, or ours.
	 * @param string $detail The same in English, for codes that are not known here.
	 */
	public static function sentence( string $code, string $detail ): string {
		$known = Sentences::all();
		if ( isset( $known[ $code ] ) ) {
			return $known[ $code ];
		}
		return '' === $detail ? $code : "{$detail} ({$code})";
	}

	/**
	 * An amount of data.
	 *
	 * @param int $bytes How much.
	 */
	public static function size( int $bytes ): string {
		return (string) size_format( $bytes, $bytes < MB_IN_BYTES ? 0 : 1 );
	}
}
