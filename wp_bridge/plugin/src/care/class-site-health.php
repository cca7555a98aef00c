<?php
/**
 * The plugin's part of Site Health.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Care;

use AlterConnector\Checks\Check;
use AlterConnector\Checks\Checklist;
use AlterConnector\Checks\Findings;
use AlterConnector\Checks\Result;
use AlterConnector\State\Connections;

/**
 * Tests under Tools > Site Health, and a section in its information. The tests that call somebody are asynchronous:
 * the page opens without them, and WordPress runs them once a week by itself.
 */
final class Site_Health {

	private const PREFIX = 'alter_connector_';

	/**
	 * Built by the room.
	 *
	 * @param Connections $connections Whether there is anything to look at.
	 * @param Checklist   $checklist   The checks.
	 * @param Findings    $findings    Runs them.
	 * @param Facts       $facts       The facts.
	 */
	public function __construct( private Connections $connections, private Checklist $checklist, private Findings $findings, private Facts $facts ) {}

	/**
	 * Hooks both in.
	 */
	public function register(): void {
		add_filter( 'site_status_tests', array( $this, 'tests' ) );
		add_filter( 'debug_information', array( $this, 'information' ) );
	}

	/**
	 * Adds the tests. A site that is not connected has one question to answer, not twenty.
	 *
	 * @param mixed $tests What others added.
	 */
	public function tests( mixed $tests ): mixed {
		if ( ! is_array( $tests ) ) {
			return $tests;
		}
		$is_connected = null !== $this->connections->current();
		foreach ( $this->checklist->all() as $id => $check ) {
			if ( ! $is_connected && ! in_array( $id, array( 'connection', 'conflicts' ), true ) ) {
				continue;
			}
			$kind = $check->is_remote() ? 'async' : 'direct';

			$tests[ $kind ][ self::PREFIX . $id ] = $check->is_remote() ? $this->later( $check ) : $this->now( $check );
		}
		return $tests;
	}

	/**
	 * Adds the information.
	 *
	 * @param mixed $sections What others added.
	 */
	public function information( mixed $sections ): mixed {
		if ( is_array( $sections ) ) {
			$sections['alter-connector'] = array(
				'label'  => __( 'Alter Product Connector', 'alter-connector' ),
				'fields' => $this->facts->all(),
			);
		}
		return $sections;
	}

	/**
	 * What a check found, as Site Health shows it.
	 *
	 * @param Check  $check  The check.
	 * @param Result $result What it found.
	 * @return array<string, mixed>
	 */
	public static function shown( Check $check, Result $result ): array {
		$action = esc_html( $result->action );
		if ( '' !== $action && '' !== $result->link ) {
			$action = sprintf( '<a href="%s">%s</a>', esc_url( $result->link ), $action );
		}
		return array(
			'test'        => self::PREFIX . $check->id(),
			// WordPress' own screen escapes it.
			/* translators: %s: a sentence about the shop's connection to Alter. */
			'label'       => sprintf( __( 'Alter Product Connector: %s', 'alter-connector' ), $result->text ),
			'status'      => $result->level,
			'badge'       => array(
				'label' => __( 'Alter', 'alter-connector' ),
				'color' => 'blue',
			),
			'description' => '<p>' . esc_html( '' === $result->more ? $check->title() : $result->more ) . '</p>',
			'actions'     => '' === $action ? '' : "<p>{$action}</p>",
		);
	}

	/**
	 * A test that runs with the page.
	 *
	 * @param Check $check One that calls nobody.
	 * @return array<string, mixed>
	 */
	private function now( Check $check ): array {
		return array(
			'label' => $check->title(),
			'test'  => fn(): array => self::shown( $check, $this->findings->run( $check ) ),
		);
	}

	/**
	 * A test that the open page asks for.
	 *
	 * @param Check $check One that calls somebody.
	 * @return array<string, mixed>
	 */
	private function later( Check $check ): array {
		return array(
			'label'             => $check->title(),
			'test'              => add_query_arg( 'as', 'site-health', rest_url( 'alter/v1/checks/' . $check->id() ) ),
			'has_rest'          => true,
			'async_direct_test' => fn(): array => self::shown( $check, $this->findings->run( $check ) ),
		);
	}
}
