<?php
/**
 * The plugin's own tables.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * Creates and upgrades the tables, per site of a network: `bindings` is the mirror of what the shop wants and the
 * connector knows (see `Mirror`), `rechecks` names products that are to be looked at again (see `Rechecks`), `pairs` says
 * what Alter's options mean in the shop (see `Pairs`), `order_events` is what is to be told, asked and done about orders
 * (see `Order_Events`), `designs` is what the shop hosts itself (see `Local_Designs`).
 */
final class Schema {

	private const OPTION  = 'alter_connector_db_version';
	private const VERSION = 4;

	/**
	 * Set while the database does not take the tables: dbDelta asks it a dozen questions, and a broken shop has enough to
	 * do with its visitors.
	 */
	private const REFUSED = 'alter_connector_tables_refused';

	private const PAUSE = 10 * MINUTE_IN_SECONDS;

	/**
	 * The mirror's table on this site.
	 */
	public static function bindings(): string {
		global $wpdb;
		return "{$wpdb->prefix}alter_connector_bindings";
	}

	/**
	 * The table of products to be looked at again.
	 */
	public static function rechecks(): string {
		global $wpdb;
		return "{$wpdb->prefix}alter_connector_rechecks";
	}

	/**
	 * The table of what is told about orders.
	 */
	public static function order_events(): string {
		global $wpdb;
		return "{$wpdb->prefix}alter_connector_order_events";
	}

	/**
	 * The table of what Alter's options mean here.
	 */
	public static function pairs(): string {
		global $wpdb;
		return "{$wpdb->prefix}alter_connector_pairs";
	}

	/**
	 * The table of designs whose files lie in the shop.
	 */
	public static function designs(): string {
		global $wpdb;
		return "{$wpdb->prefix}alter_connector_designs";
	}

	/**
	 * Creates what is missing. Costs no query when nothing is: the version is an autoloaded number.
	 *
	 * @param bool $at_once Even if the database refused a moment ago: somebody may have given the right just now.
	 */
	public function make_sure( bool $at_once = false ): void {
		if ( self::VERSION === (int) get_option( self::OPTION ) || ( ! $at_once && false !== get_transient( self::REFUSED ) ) ) {
			return;
		}
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		dbDelta( $this->statements() );
		if ( $this->is_there() ) {
			$this->confirm_synced();
			update_option( self::OPTION, self::VERSION, true );
			delete_transient( self::REFUSED );
		} else {
			set_transient( self::REFUSED, 1, self::PAUSE );
		}
	}

	/**
	 * Before version 2 nobody wrote down what Alter had confirmed. Of a synced row it is what is wanted.
	 */
	private function confirm_synced(): void {
		global $wpdb;
		if ( (int) get_option( self::OPTION ) < 2 ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- Once per site.
			$wpdb->query( $wpdb->prepare( "UPDATE %i SET confirmed = wanted WHERE state = 'synced' AND confirmed = ''", self::bindings() ) );
		}
	}

	/**
	 * Takes the tables away. For the uninstaller.
	 */
	public function drop(): void {
		global $wpdb;
		foreach ( self::tables() as $table ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- No API of WordPress drops a table.
			$wpdb->query( $wpdb->prepare( 'DROP TABLE IF EXISTS %i', $table ) );
		}
		delete_option( self::OPTION );
	}

	/**
	 * All of them.
	 *
	 * @return list<string>
	 */
	private static function tables(): array {
		return array( self::bindings(), self::rechecks(), self::pairs(), self::order_events(), self::designs() );
	}

	/**
	 * Whether the database took them: without CREATE rights it does not.
	 */
	private function is_there(): bool {
		global $wpdb;
		foreach ( self::tables() as $table ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- Asked once per version.
			if ( $table !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * What dbDelta reads; it is particular about blanks (two behind PRIMARY KEY) and about one column a line.
	 *
	 * @return list<string>
	 */
	private function statements(): array {
		global $wpdb;
		$bindings = self::bindings();
		$rechecks = self::rechecks();
		$collate  = $wpdb->get_charset_collate();
		return array(
			"CREATE TABLE {$bindings} (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				object_id bigint(20) unsigned NOT NULL,
				product_id bigint(20) unsigned NOT NULL,
				runtime_type varchar(20) NOT NULL,
				external_product_id varchar(64) NOT NULL,
				title varchar(190) NOT NULL DEFAULT '',
				design_id bigint(20) unsigned NOT NULL DEFAULT 0,
				local_design_id varchar(64) NOT NULL DEFAULT '',
				design_name varchar(190) NOT NULL DEFAULT '',
				wanted varchar(20) NOT NULL,
				confirmed varchar(20) NOT NULL DEFAULT '',
				version bigint(20) unsigned NOT NULL DEFAULT 1,
				wanted_hash char(40) NOT NULL DEFAULT '',
				sent_hash char(40) NOT NULL DEFAULT '',
				state varchar(10) NOT NULL DEFAULT 'queued',
				binding_id varchar(64) NOT NULL DEFAULT '',
				code varchar(100) NOT NULL DEFAULT '',
				detail varchar(500) NOT NULL DEFAULT '',
				upstream_status smallint(5) unsigned NOT NULL DEFAULT 0,
				attempts smallint(5) unsigned NOT NULL DEFAULT 0,
				next_attempt_at datetime DEFAULT NULL,
				claimed_by char(32) NOT NULL DEFAULT '',
				claimed_until datetime DEFAULT NULL,
				seen_at datetime DEFAULT NULL,
				synced_at datetime DEFAULT NULL,
				updated_at datetime NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY object_runtime (object_id,runtime_type),
				KEY product (product_id),
				KEY external (external_product_id),
				KEY due (state,next_attempt_at),
				KEY claim (claimed_by),
				KEY by_title (title),
				KEY by_wanted (wanted,state),
				KEY by_synced (synced_at)
			) {$collate};",
			"CREATE TABLE {$rechecks} (
				object_id bigint(20) unsigned NOT NULL,
				after_id bigint(20) unsigned NOT NULL DEFAULT 0,
				PRIMARY KEY  (object_id)
			) {$collate};",
			self::order_events_statement( $collate ),
			self::pairs_statement( $collate ),
			self::designs_statement( $collate ),
		);
	}

	/**
	 * The table of `Order_Events`.
	 *
	 * @param string $collate How texts are kept.
	 */
	private static function order_events_statement( string $collate ): string {
		$table = self::order_events();
		return "CREATE TABLE {$table} (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				order_id bigint(20) unsigned NOT NULL,
				sequence bigint(20) unsigned NOT NULL,
				kind varchar(20) NOT NULL,
				status varchar(64) NOT NULL DEFAULT '',
				modified_at datetime NOT NULL,
				content longtext NOT NULL,
				content_hash char(40) NOT NULL DEFAULT '',
				state varchar(10) NOT NULL DEFAULT 'queued',
				code varchar(100) NOT NULL DEFAULT '',
				detail varchar(500) NOT NULL DEFAULT '',
				attempts smallint(5) unsigned NOT NULL DEFAULT 0,
				next_attempt_at datetime DEFAULT NULL,
				claimed_by char(32) NOT NULL DEFAULT '',
				claimed_until datetime DEFAULT NULL,
				created_at datetime NOT NULL,
				updated_at datetime NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY order_sequence (order_id,sequence),
				KEY due (state,next_attempt_at),
				KEY claim (claimed_by),
				KEY age (updated_at)
			) {$collate};";
	}

	/**
	 * The table of pairs. `product_id` 0 is the whole shop; an option has one row a product.
	 *
	 * @param string $collate The site's character set.
	 */
	private static function pairs_statement( string $collate ): string {
		$pairs = self::pairs();
		return "CREATE TABLE {$pairs} (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				product_id bigint(20) unsigned NOT NULL DEFAULT 0,
				kind varchar(20) NOT NULL,
				alter_id bigint(20) unsigned NOT NULL,
				alter_label varchar(190) NOT NULL DEFAULT '',
				attribute varchar(190) NOT NULL DEFAULT '',
				term varchar(190) NOT NULL DEFAULT '',
				state varchar(10) NOT NULL DEFAULT 'seen',
				times int(10) unsigned NOT NULL DEFAULT 0,
				seen_at datetime DEFAULT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY one_option (product_id,kind,alter_id)
			) {$collate};";
	}

	/**
	 * The table of `Local_Designs`: what the connector said, then how far the shop came.
	 *
	 * @param string $collate How texts are kept.
	 */
	private static function designs_statement( string $collate ): string {
		$table = self::designs();
		return "CREATE TABLE {$table} (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				local_design_id varchar(64) NOT NULL,
				design_id bigint(20) unsigned NOT NULL DEFAULT 0,
				title varchar(190) NOT NULL DEFAULT '',
				upstream varchar(12) NOT NULL DEFAULT '',
				files_done int(10) unsigned NOT NULL DEFAULT 0,
				files_total int(10) unsigned NOT NULL DEFAULT 0,
				bytes_done bigint(20) unsigned NOT NULL DEFAULT 0,
				bytes_total bigint(20) unsigned NOT NULL DEFAULT 0,
				manifest_hash varchar(64) NOT NULL DEFAULT '',
				installed_hash varchar(64) NOT NULL DEFAULT '',
				manifest_url varchar(500) NOT NULL DEFAULT '',
				asset_base_url varchar(500) NOT NULL DEFAULT '',
				newer tinyint(1) NOT NULL DEFAULT 0,
				code varchar(100) NOT NULL DEFAULT '',
				detail varchar(500) NOT NULL DEFAULT '',
				told_at datetime DEFAULT NULL,
				step varchar(12) NOT NULL DEFAULT '',
				folder varchar(100) NOT NULL DEFAULT '',
				token varchar(32) NOT NULL DEFAULT '',
				wanted_hash varchar(64) NOT NULL DEFAULT '',
				etag varchar(100) NOT NULL DEFAULT '',
				got bigint(20) unsigned NOT NULL DEFAULT 0,
				size bigint(20) unsigned NOT NULL DEFAULT 0,
				unpacked int(10) unsigned NOT NULL DEFAULT 0,
				way tinyint(3) unsigned NOT NULL DEFAULT 0,
				problem varchar(100) NOT NULL DEFAULT '',
				problem_detail varchar(500) NOT NULL DEFAULT '',
				attempts smallint(5) unsigned NOT NULL DEFAULT 0,
				next_at datetime DEFAULT NULL,
				fault varchar(100) NOT NULL DEFAULT '',
				looked_at datetime DEFAULT NULL,
				updated_at datetime NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY one_design (local_design_id),
				KEY due (step,next_at)
			) {$collate};";
	}
}
