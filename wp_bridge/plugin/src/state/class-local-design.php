<?php
/**
 * A design whose files lie in the shop.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * What the connector last said of it (`upstream`, `code`, progress, hashes, addresses) and how far this shop came with it
 * (`step`, `problem`, folder). Read only: `Local_Designs` writes.
 */
final class Local_Design {

	/**
	 * States as people see them; the first five are the contract's, too.
	 */
	public const FETCHING   = 'fetching';
	public const READY      = 'ready';
	public const INSTALLED  = 'installed';
	public const STALE      = 'stale';
	public const FAILED     = 'failed';
	public const INSTALLING = 'installing';
	public const REMOVED    = 'removed';

	/**
	 * The connector does not know it any more.
	 */
	public const GONE = 'gone';

	/**
	 * Steps: nothing to do, to be installed once it is ready, then one after the other.
	 */
	public const REST     = '';
	public const WANTED   = 'wanted';
	public const DOWNLOAD = 'download';
	public const UNPACK   = 'unpack';
	public const REPORT   = 'report';

	public const WORKING = array( self::WANTED, self::DOWNLOAD, self::UNPACK, self::REPORT );

	/**
	 * Built by `from_row`.
	 *
	 * @param int      $id              The row's number.
	 * @param string   $local_design_id The connector's id.
	 * @param int      $design_id       Alter's number.
	 * @param string   $title           For people; untrusted.
	 * @param string   $upstream        The contract's state, or GONE.
	 * @param int      $files_done      How many files the connector has.
	 * @param int      $files_total     Of how many.
	 * @param int      $bytes_done      How many bytes of them.
	 * @param int      $bytes_total     Of how many.
	 * @param string   $manifest_hash   Of what can be downloaded; empty for nothing.
	 * @param string   $installed_hash  Of what the connector saw in the shop.
	 * @param string   $manifest_url    Where it saw it.
	 * @param string   $asset_base_url  The same.
	 * @param bool     $is_newer        Whether Alter has a newer one.
	 * @param string   $code            Why it failed or is stale: the contract's.
	 * @param string   $detail          The same in English, untrusted.
	 * @param int|null $told_at         When the connector said all that, in Unix seconds.
	 * @param string   $step            What is to be done here.
	 * @param string   $folder          The folder that shoppers are served from; empty for none.
	 * @param string   $token           Names the file and the folder of the work under way; nobody can guess them.
	 * @param string   $wanted_hash     Of what is being installed.
	 * @param string   $etag            Of the bundle that is being downloaded.
	 * @param int      $got             Bytes of it that are here.
	 * @param int      $size            Of how many.
	 * @param int      $unpacked        Files of it that are unpacked.
	 * @param int      $way             By which way shoppers are served: see `Designs\Ways`.
	 * @param string   $problem         Why it could not be installed: the contract's code or (`local.…`) ours.
	 * @param string   $problem_detail  The same in English, untrusted.
	 * @param int      $attempts        Tries in a row that came to nothing.
	 * @param int|null $next_at         When the next one is due.
	 * @param string   $fault           What the last look at the files found; empty for nothing.
	 * @param int|null $looked_at       When that was.
	 * @param int      $updated_at      When anything of ours changed.
	 */
	private function __construct(
		public int $id,
		public string $local_design_id,
		public int $design_id,
		public string $title,
		public string $upstream,
		public int $files_done,
		public int $files_total,
		public int $bytes_done,
		public int $bytes_total,
		public string $manifest_hash,
		public string $installed_hash,
		public string $manifest_url,
		public string $asset_base_url,
		public bool $is_newer,
		public string $code,
		public string $detail,
		public ?int $told_at,
		public string $step,
		public string $folder,
		public string $token,
		public string $wanted_hash,
		public string $etag,
		public int $got,
		public int $size,
		public int $unpacked,
		public int $way,
		public string $problem,
		public string $problem_detail,
		public int $attempts,
		public ?int $next_at,
		public string $fault,
		public ?int $looked_at,
		public int $updated_at
	) {}

	/**
	 * From a row of the database.
	 *
	 * @param array<string, string|null> $row Column by column.
	 */
	public static function from_row( array $row ): self {
		return new self(
			(int) $row['id'],
			(string) $row['local_design_id'],
			(int) $row['design_id'],
			(string) $row['title'],
			(string) $row['upstream'],
			(int) $row['files_done'],
			(int) $row['files_total'],
			(int) $row['bytes_done'],
			(int) $row['bytes_total'],
			(string) $row['manifest_hash'],
			(string) $row['installed_hash'],
			(string) $row['manifest_url'],
			(string) $row['asset_base_url'],
			1 === (int) $row['newer'],
			(string) $row['code'],
			(string) $row['detail'],
			Gmt::seconds( $row['told_at'] ),
			(string) $row['step'],
			(string) $row['folder'],
			(string) $row['token'],
			(string) $row['wanted_hash'],
			(string) $row['etag'],
			(int) $row['got'],
			(int) $row['size'],
			(int) $row['unpacked'],
			(int) $row['way'],
			(string) $row['problem'],
			(string) $row['problem_detail'],
			(int) $row['attempts'],
			Gmt::seconds( $row['next_at'] ),
			(string) $row['fault'],
			Gmt::seconds( $row['looked_at'] ),
			(int) Gmt::seconds( $row['updated_at'] )
		);
	}

	/**
	 * What it is for people, of what the connector says and what is done here.
	 */
	public function state(): string {
		if ( in_array( $this->step, self::WORKING, true ) ) {
			return self::WANTED === $this->step ? self::FETCHING : self::INSTALLING;
		}
		if ( in_array( $this->step, array( self::FAILED, self::REMOVED ), true ) ) {
			return $this->step;
		}
		return '' !== $this->fault && self::INSTALLED === $this->upstream ? self::STALE : $this->upstream;
	}

	/**
	 * Whether something is still to happen by itself.
	 */
	public function is_under_way(): bool {
		return in_array( $this->state(), array( self::FETCHING, self::INSTALLING ), true );
	}

	/**
	 * Whether products can be bound to it: the connector has seen it in the shop.
	 */
	public function is_bindable(): bool {
		return self::INSTALLED === $this->upstream && self::REMOVED !== $this->step;
	}

	/**
	 * What people call it.
	 */
	public function name(): string {
		/* translators: %s: a design's number in Alter. */
		return '' === $this->title ? sprintf( __( 'Design no. %s', 'alter-connector' ), (string) $this->design_id ) : $this->title;
	}

	/**
	 * The name of the folder for a version of it.
	 *
	 * @param string $hash The manifest's.
	 */
	public function folder_for( string $hash ): string {
		return $this->local_design_id . '-' . substr( $hash, 0, 12 );
	}
}
