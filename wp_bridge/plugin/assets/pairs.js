/** The buttons of the product tab's list of options: says what each means, and puts the answer into the row. */
( function () {
	'use strict';

	async function act( box, row, button ) {
		const said = box.querySelector( '.alter-pairs-said' );
		const body = new FormData();
		body.append( 'action', box.dataset.action );
		body.append( '_ajax_nonce', box.dataset.nonce );
		body.append( 'product', box.dataset.product );
		body.append( 'pair', row.dataset.pair );
		body.append( 'do', button.dataset.do );
		body.append( 'means', row.querySelector( 'select' ).value );
		body.append( 'everywhere', row.querySelector( 'input' ).checked ? '1' : '0' );
		button.disabled = true;
		said.textContent = '';
		try {
			const response = await fetch( box.dataset.url, { method: 'POST', body, credentials: 'same-origin' } );
			const answer = await response.json();
			said.textContent = answer.message || '';
			if ( response.ok && button.dataset.do === 'remove' ) {
				row.remove();
				return;
			}
			if ( response.ok && answer.row ) {
				row.dataset.pair = answer.pair;
				row.innerHTML = answer.row;
				row.querySelector( 'button' ).focus();
				return;
			}
		} catch ( fault ) {
			// Not JSON: signed out meanwhile, or the server failed.
			said.textContent = box.dataset.failed;
		}
		button.disabled = false;
	}

	document.addEventListener( 'click', ( event ) => {
		const button = event.target.closest( '.alter-pairs [data-do]' );
		if ( button ) {
			act( button.closest( '.alter-pairs' ), button.closest( 'tr' ), button );
		}
	} );
}() );
