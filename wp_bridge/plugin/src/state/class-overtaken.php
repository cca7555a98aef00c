<?php
/**
 * Another request was faster.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\State;

/**
 * A row changed between being read and being written: what was concluded from it may be out of date, and is to be
 * concluded anew.
 */
final class Overtaken extends \RuntimeException {}
