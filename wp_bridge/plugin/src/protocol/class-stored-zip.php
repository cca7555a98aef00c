<?php
/**
 * Reads the zip that the connector writes.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Protocol;

/**
 * `wp_bridge/bundle.py` from the other side: a zip without compression, entry after entry without a gap, the directory at
 * its end and no byte behind it. Anything else is refused, since nobody but the connector writes what is read here.
 *
 * A reader of our own and neither ZipArchive nor PclZip: many hosts lack the one, the other reads whole files into memory,
 * and both are generous where a bundle must not be (compressed entries, links, two directories, names with folders).
 */
final class Stored_Zip {

	public const MANIFEST = 'manifest.json';

	/**
	 * What a file of a design may be called: by its content.
	 */
	public const NAME = '/^([0-9a-f]{64})\.([a-z0-9]{1,8})$/D';

	private const MOST_ENTRIES = 20001;
	private const END_SIZE     = 22;
	private const ENTRY_SIZE   = 46;
	private const LOCAL_SIZE   = 30;

	/**
	 * Entries in their order, by name.
	 *
	 * @var array<string, array{start: int, size: int}>
	 */
	private array $entries;

	/**
	 * Reads the directory.
	 *
	 * @param resource $file Opened for reading, seekable.
	 * @param int      $size Its length.
	 * @throws Bad_Bundle When it is no bundle.
	 */
	public function __construct( private $file, int $size ) {
		$this->entries = $this->directory( $size );
	}

	/**
	 * Names and sizes, in the order in which they lie in the file.
	 *
	 * @return array<string, int>
	 */
	public function sizes(): array {
		return array_map( static fn( array $entry ): int => $entry['size'], $this->entries );
	}

	/**
	 * An entry's bytes, in pieces.
	 *
	 * @param string $name  One that there is.
	 * @param int    $piece How many bytes at a time.
	 * @return \Generator<int, string>
	 * @throws Bad_Bundle When the file ends before.
	 */
	public function read( string $name, int $piece = 262144 ): \Generator {
		$left = $this->entries[ $name ]['size'];
		$this->seek( $this->entries[ $name ]['start'] );
		while ( $left > 0 ) {
			$bytes = fread( $this->file, min( $piece, $left ) ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- A piece of a large file.
			if ( false === $bytes || '' === $bytes ) {
				throw new Bad_Bundle( Bad_Bundle::BROKEN, "{$name} ends before its end" );
			}
			$left -= strlen( $bytes );
			yield $bytes;
		}
	}

	/**
	 * Reads the end, the directory and every entry's own head.
	 *
	 * @param int $size The file's length.
	 * @return array<string, array{start: int, size: int}>
	 * @throws Bad_Bundle When it is no bundle.
	 */
	private function directory( int $size ): array {
		if ( $size < self::END_SIZE ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'it is too short for a zip' );
		}
		$end = unpack( 'a4mark/vdisk/vstart/vhere/vcount/Vsize/Voffset/vcomment', $this->bytes( $size - self::END_SIZE, self::END_SIZE ) );
		if ( "PK\x05\x06" !== $end['mark'] ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'it has no end' );
		}
		$is_plain = 0 === $end['disk'] + $end['start'] + $end['comment'] && $end['here'] === $end['count'];
		if ( ! $is_plain || $end['count'] < 1 || $end['count'] > self::MOST_ENTRIES ) {
			throw new Bad_Bundle( Bad_Bundle::FOREIGN, 'its end says what no bundle says' );
		}
		if ( $end['offset'] + $end['size'] + self::END_SIZE !== $size || $end['size'] > self::MOST_ENTRIES * 140 ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'its directory is not where it should be' );
		}
		return $this->entries_of( $this->bytes( $end['offset'], $end['size'] ), $end['count'], $end['offset'] );
	}

	/**
	 * Reads the directory's entries. They fill the file to its last byte: nothing hides between two of them, and no two
	 * share bytes.
	 *
	 * @param string $directory Its bytes.
	 * @param int    $count     How many entries it says to have.
	 * @param int    $until     Where the directory begins.
	 * @return array<string, array{start: int, size: int}>
	 * @throws Bad_Bundle When an entry is none of a bundle.
	 */
	private function entries_of( string $directory, int $count, int $until ): array {
		$found = array();
		$at    = 0;
		$next  = 0;
		for ( $number = 0; $number < $count; $number++ ) {
			if ( strlen( $directory ) - $at < self::ENTRY_SIZE ) {
				throw new Bad_Bundle( Bad_Bundle::BROKEN, 'its directory is too short' );
			}
			$entry = unpack( 'a4mark/vmade/vneeds/vflags/vmethod/vtime/vdate/Vcrc/Vpacked/Vsize/vname/vextra/vcomment/vdisk/vinner/Vouter/Voffset', $directory, $at );
			$name  = substr( $directory, $at + self::ENTRY_SIZE, $entry['name'] );
			self::check( $entry, $name );
			if ( isset( $found[ $name ] ) ) {
				throw new Bad_Bundle( Bad_Bundle::LIST, 'two files have one name' );
			}
			if ( $entry['offset'] !== $next ) {
				throw new Bad_Bundle( Bad_Bundle::FOREIGN, 'its files do not lie one behind the other' );
			}
			$start = $this->body_of( $name, $entry );
			$next  = $start + $entry['size'];
			$at   += self::ENTRY_SIZE + $entry['name'];

			$found[ $name ] = array(
				'start' => $start,
				'size'  => $entry['size'],
			);
		}
		if ( strlen( $directory ) !== $at || $next !== $until ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'its directory and its files do not fit' );
		}
		return $found;
	}

	/**
	 * What an entry of a bundle says: a stored, regular file with a name of ours.
	 *
	 * @param array<string, int|string> $entry As unpacked.
	 * @param string                    $name  Its name.
	 * @throws Bad_Bundle When it says something else.
	 */
	private static function check( array $entry, string $name ): void {
		if ( self::MANIFEST !== $name && 1 !== preg_match( self::NAME, $name ) ) {
			throw new Bad_Bundle( Bad_Bundle::NAME, 'a file in it has a name that is none of ours' );
		}
		if ( ! isset( Media::TYPES[ substr( (string) strrchr( $name, '.' ), 1 ) ] ) ) {
			throw new Bad_Bundle( Bad_Bundle::KIND, 'a file in it has an ending that is not allowed' );
		}
		if ( 0100000 !== ( $entry['outer'] >> 16 & 0170000 ) ) {
			throw new Bad_Bundle( Bad_Bundle::NAME, 'an entry of it is no regular file' );
		}
		$is_stored = 0 === $entry['flags'] && 0 === $entry['method'] && $entry['packed'] === $entry['size'];
		$is_plain  = "PK\x01\x02" === $entry['mark'] && 0 === $entry['extra'] + $entry['comment'] + $entry['disk'] + $entry['inner'];
		if ( ! $is_stored || ! $is_plain ) {
			throw new Bad_Bundle( Bad_Bundle::FOREIGN, 'an entry of it is not as the connector writes it' );
		}
	}

	/**
	 * Where an entry's bytes begin. Its own head has to say what the directory says: readers differ in which they believe.
	 *
	 * @param string                    $name  Its name.
	 * @param array<string, int|string> $entry Of the directory.
	 * @throws Bad_Bundle When it does not.
	 */
	private function body_of( string $name, array $entry ): int {
		$head = $this->bytes( $entry['offset'], self::LOCAL_SIZE + strlen( $name ) );
		$own  = unpack( 'a4mark/vneeds/vflags/vmethod/vtime/vdate/Vcrc/Vpacked/Vsize/vname/vextra', $head );
		foreach ( array( 'flags', 'method', 'crc', 'packed', 'size', 'name', 'extra' ) as $field ) {
			if ( $own[ $field ] !== $entry[ $field ] ) {
				throw new Bad_Bundle( Bad_Bundle::FOREIGN, 'an entry says something else than the directory' );
			}
		}
		if ( "PK\x03\x04" !== $own['mark'] || substr( $head, self::LOCAL_SIZE ) !== $name ) {
			throw new Bad_Bundle( Bad_Bundle::FOREIGN, 'an entry has another name than in the directory' );
		}
		return $entry['offset'] + strlen( $head );
	}

	/**
	 * Some bytes of the file.
	 *
	 * @param int $start  Where.
	 * @param int $length How many.
	 * @throws Bad_Bundle When there are fewer.
	 */
	private function bytes( int $start, int $length ): string {
		$this->seek( $start );
		$bytes = '';
		$left  = $length;
		while ( $left > 0 ) {
			$more = fread( $this->file, $left ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- A piece of a large file.
			if ( false === $more || '' === $more ) {
				throw new Bad_Bundle( Bad_Bundle::BROKEN, 'it ends before its end' );
			}
			$bytes .= $more;
			$left  -= strlen( $more );
		}
		return $bytes;
	}

	/**
	 * Goes to a place in the file.
	 *
	 * @param int $start Where.
	 * @throws Bad_Bundle When there is no such place.
	 */
	private function seek( int $start ): void {
		if ( 0 !== fseek( $this->file, $start ) ) {
			throw new Bad_Bundle( Bad_Bundle::BROKEN, 'it ends before its end' );
		}
	}
}
