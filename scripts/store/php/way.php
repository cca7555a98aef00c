<?php
/**
 * Shoppers' sessions take another way, whatever was found. Argument: "direct" or "relay".
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

require __DIR__ . '/begin.php';

( new AlterConnector\State\Way() )->keep( $argv[1], 'direct' === $argv[1] ? 'answered' : 'plain', time() );
