<?php
/**
 * Makes a picture small: a PNG with the colours that it has most, and of the rest those that are unlike them: a page's
 * shades of grey stay apart, and a green mark stays green. Argument: the file, written anew.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

const COLOURS = 24;
const MOST    = 10;
const UNLIKE  = 40;

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

$small  = imagecreate( $width, $height );
$chosen = 0;
$places = array();
foreach ( array_keys( $counts ) as $colour ) {
	$parts = array( $colour >> 16 & 255, $colour >> 8 & 255, $colour & 255 );
	$place = $chosen > 0 ? imagecolorclosest( $small, ...$parts ) : 0;
	if ( $chosen < COLOURS ) {
		$found  = $chosen > 0 ? array_values( imagecolorsforindex( $small, $place ) ) : array( 999, 999, 999 );
		$unlike = abs( $found[0] - $parts[0] ) + abs( $found[1] - $parts[1] ) + abs( $found[2] - $parts[2] );
		if ( $chosen < MOST || $unlike > UNLIKE ) {
			$place = imagecolorallocate( $small, ...$parts );
			++$chosen;
		}
	}
	$places[ $colour ] = $place;
}
for ( $y = 0; $y < $height; $y++ ) {
	for ( $x = 0; $x < $width; $x++ ) {
		imagesetpixel( $small, $x, $y, $places[ imagecolorat( $picture, $x, $y ) ] );
	}
}
imagepng( $small, $argv[1], 9 );
