<?php
/**
 * The name that the commands share.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Cli;

/**
 * Connects this shop with Alter Product and keeps its products' 3D tools in sync.
 */
final class Alter extends \WP_CLI\Dispatcher\CommandNamespace {}
