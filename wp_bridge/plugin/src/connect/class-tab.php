<?php
/**
 * WooCommerce > Settings > Alter.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * The tab, with a section for the connection and one for settings.
 */
final class Tab extends \WC_Settings_Page {

	/**
	 * Built by WooCommerce's filter.
	 *
	 * @param Connection_Screen $screen Prints the connection.
	 */
	public function __construct( private Connection_Screen $screen ) {
		$this->id    = Links::TAB;
		$this->label = __( 'Alter', 'alter-connector' );
		parent::__construct();
	}

	/**
	 * The links above the sections.
	 *
	 * @return array<string, string>
	 */
	protected function get_own_sections() {
		return array(
			''         => __( 'Connection', 'alter-connector' ),
			'settings' => __( 'Settings', 'alter-connector' ),
		);
	}

	/**
	 * The section that is open.
	 */
	public function output() {
		global $current_section;
		if ( 'settings' === $current_section ) {
			parent::output();
			return;
		}
		// WooCommerce's button saves settings, and there are none here.
		$GLOBALS['hide_save_button'] = true; // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedVariableFound -- WooCommerce's own switch.
		if ( '' === $current_section ) {
			$this->screen->print_connection();
		} elseif ( Links::LEAVE === $current_section ) {
			$this->screen->print_leaving();
		} else {
			/**
			 * Another room's section of the tab.
			 *
			 * @param string $section Its name.
			 */
			do_action( 'alter_connector_section', $current_section );
		}
	}

	/**
	 * The fields of the settings. WooCommerce prints, checks and saves them, all in one option.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	protected function get_settings_for_settings_section() {
		return array_merge( Shop_Fields::all(), self::upkeep() );
	}

	/**
	 * Those about the connection and the plugin itself.
	 *
	 * @return list<array<string, mixed>>
	 */
	private static function upkeep(): array {
		return array(
			Field::title( 'settings', __( 'Upkeep', 'alter-connector' ) ),
			Field::box( 'unpublished_deactivates', __( 'Unpublished products', 'alter-connector' ), __( 'Switch a product\'s 3D designs off at Alter while it is not published', 'alter-connector' ) ),
			Field::box( 'mail', __( 'Lost connection', 'alter-connector' ), __( 'Send one mail to the site\'s administrator when the connection is lost', 'alter-connector' ) ),
			Field::choice(
				'log_level',
				__( 'Log', 'alter-connector' ),
				array(
					'debug'   => __( 'Everything, for finding a fault', 'alter-connector' ),
					'info'    => __( 'What happened', 'alter-connector' ),
					'warning' => __( 'What went wrong', 'alter-connector' ),
					'error'   => __( 'Only what failed', 'alter-connector' ),
				),
				__( 'Found under WooCommerce > Status > Logs. Secrets are never written there.', 'alter-connector' )
			),
			Field::box( 'erase_on_uninstall', __( 'Uninstalling', 'alter-connector' ), __( 'Erase settings, mappings and sync states when the plugin is deleted. Orders keep what they say about customised items', 'alter-connector' ) ),
			Field::end( 'settings' ),
		);
	}
}
