<?php
/**
 * What the zip brought beside code.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Service;

/**
 * Reads `delivery.php`, which `alter-connector plugin build` writes into the zip's root: the connector's address and,
 * in a zip for one store, its enrolment code. The build for wordpress.org has no such file.
 */
final class Delivery {

	/**
	 * What the file returned.
	 *
	 * @var array<string, mixed>
	 */
	private array $brought;

	/**
	 * Reads the file once.
	 *
	 * @param string $file The path of delivery.php, whether it is there or not.
	 */
	public function __construct( string $file ) {
		$found         = is_file( $file ) ? include $file : array();
		$this->brought = is_array( $found ) ? $found : array();
	}

	/**
	 * The address baked in, or null.
	 */
	public function address(): ?string {
		return $this->text( 'address' );
	}

	/**
	 * The enrolment code baked in, or null.
	 */
	public function code(): ?string {
		return $this->text( 'code' );
	}

	/**
	 * Where WordPress asks for updates when it is opened. On its list of plugins one of today is offered hours later.
	 */
	public static function updates_url(): string {
		return self_admin_url( 'update-core.php?force-check=1' );
	}

	/**
	 * A text that the file may hold.
	 *
	 * @param string $key Its name.
	 */
	private function text( string $key ): ?string {
		$found = $this->brought[ $key ] ?? null;
		return is_string( $found ) && '' !== $found ? $found : null;
	}
}
