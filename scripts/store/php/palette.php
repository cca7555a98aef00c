<?php
/**
 * Makes a picture small: a PNG with few colours, as screens of wp-admin have them. Argument: the file, written anew.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

const COLOURS = 32;

$picture = imagecreatefrompng( $argv[1] );
imagetruecolortopalette( $picture, false, COLOURS );
imagepng( $picture, $argv[1], 9 );
