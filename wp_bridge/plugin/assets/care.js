/**
 * The health panel: runs the checks one by one where the page stands, and copies the report.
 */
( function () {
	'use strict';

	const panel = document.querySelector( '.alter-connector-care' );
	if ( ! panel || ! window.wp || ! window.wp.apiFetch ) {
		return;
	}

	const report = panel.querySelector( '.alter-connector-report' );
	const button = panel.querySelector( 'button[form="alter_connector_run_checks"]' );
	button.addEventListener( 'click', async function ( event ) {
		event.preventDefault();
		button.disabled = true;
		for ( const row of panel.querySelectorAll( 'tr[data-check]' ) ) {
			await run( row );
		}
		button.disabled = false;
		const told = await window.wp.apiFetch( { path: 'alter/v1/report' } );
		report.querySelector( 'textarea' ).value = told.text;
	} );

	async function run( row ) {
		row.setAttribute( 'aria-busy', 'true' );
		try {
			const found = await window.wp.apiFetch( { path: 'alter/v1/checks/' + row.dataset.check } );
			while ( row.children.length > 1 ) {
				row.lastElementChild.remove();
			}
			// Made and escaped by the plugin; the same markup as when the page is opened.
			row.insertAdjacentHTML( 'beforeend', found.html );
			if ( found.level !== 'good' ) {
				window.wp.a11y.speak( row.firstElementChild.textContent + ': ' + found.text );
			}
		} catch ( failure ) {
			row.lastElementChild.textContent = failure.message || String( failure );
		}
		row.removeAttribute( 'aria-busy' );
	}

	const copy = report.querySelector( 'button' );
	const label = copy.textContent;
	copy.addEventListener( 'click', async function () {
		const text = report.querySelector( 'textarea' );
		text.select();
		if ( navigator.clipboard ) {
			await navigator.clipboard.writeText( text.value );
		} else {
			// Pages over plain http have no clipboard of their own.
			document.execCommand( 'copy' );
		}
		copy.textContent = copy.dataset.copied;
		window.wp.a11y.speak( copy.dataset.copied );
		window.setTimeout( function () {
			copy.textContent = label;
		}, 2000 );
	} );
}() );
