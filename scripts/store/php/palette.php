<?php
/**
 * Makes a picture small: a PNG with the colours that it has most, as screens of wp-admin have few. Argument: the file,
 * written anew. PHP's own choice of colours makes one of white and near white, and with them of cards and pages.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

const COLOURS = 32;

$picture                = imagecreatefrompng( $argv[1] );
list( $width, $height ) = array( imagesx( $picture ), imagesy( $picture ) );
$counts                 = array();
for ( $y = 0; $y < $height; $y++ ) {
	for ( $x = 0; $x < $width; $x++ ) {
		$colour            = imagecolorat( $picture, $x, $y );
		$counts[ $colour ] = ( $counts[ $colour ] ?? 0 ) + 1;
	}
}
arsort( $counts );

$small = imagecreate( $width, $height );
foreach ( array_slice( array_keys( $counts ), 0, COLOURS ) as $colour ) {
	imagecolorallocate( $small, $colour >> 16 & 255, $colour >> 8 & 255, $colour & 255 );
}
foreach ( array_keys( $counts ) as $colour ) {
	$counts[ $colour ] = imagecolorclosest( $small, $colour >> 16 & 255, $colour >> 8 & 255, $colour & 255 );
}
for ( $y = 0; $y < $height; $y++ ) {
	for ( $x = 0; $x < $width; $x++ ) {
		imagesetpixel( $small, $x, $y, $counts[ imagecolorat( $picture, $x, $y ) ] );
	}
}
imagepng( $small, $argv[1], 9 );
