/* The connect room's screens. Without it all of them work, but text is copied by hand. */
( function () {
	'use strict';

	function select( element ) {
		var range = document.createRange();
		range.selectNodeContents( element );
		window.getSelection().removeAllRanges();
		window.getSelection().addRange( range );
	}

	function tell( button ) {
		var label = button.textContent;
		button.textContent = button.dataset.copied;
		wp.a11y.speak( button.dataset.copied );
		window.setTimeout( function () {
			button.textContent = label;
		}, 2000 );
	}

	// WooCommerce asks before it leaves a page with changed fields; ours are being sent, not left.
	document.addEventListener( 'submit', function ( event ) {
		if ( event.target.classList.contains( 'alter-connector-form' ) ) {
			window.onbeforeunload = null;
		}
	} );

	document.addEventListener( 'click', function ( event ) {
		var button = event.target.closest( '[data-copy]' );
		var source = button && document.getElementById( button.dataset.copy );
		if ( ! source ) {
			return;
		}
		// Browsers hide the clipboard from pages without TLS.
		if ( ! navigator.clipboard ) {
			select( source );
			return;
		}
		navigator.clipboard.writeText( source.textContent ).then(
			function () {
				tell( button );
			},
			function () {
				select( source );
			}
		);
	} );
}() );
