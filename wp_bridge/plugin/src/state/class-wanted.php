<?php
/**
 * One binding as the owner wants it.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * What goes into the mirror for one product or variation and one runtime type. Pure.
 */
final class Wanted {

	public const DRAFT    = 'draft';
	public const ACTIVE   = 'active';
	public const INACTIVE = 'inactive';
	public const ARCHIVED = 'archived';

	/**
	 * Built by the mapping room.
	 *
	 * @param string $runtime_type viewer, configurator or customizer.
	 * @param int    $design_id    Alter's number of the design; 0 keeps the one that the connector has.
	 * @param string $status       One of the constants.
	 * @param string $design_name  For people; never sent.
	 * @param string $local        The connector's id of the design's files in this shop; empty for a design kept at Alter.
	 */
	public function __construct(
		public string $runtime_type,
		public int $design_id,
		public string $status,
		public string $design_name = '',
		public string $local = ''
	) {}

	/**
	 * What decides whether the connector has to hear of it. A name is not part of it.
	 */
	public function hash(): string {
		return sha1( "{$this->design_id}|{$this->status}" . ( '' === $this->local ? '' : "|{$this->local}" ) );
	}
}
