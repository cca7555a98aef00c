/**
 * The list of local designs in place: does what the buttons and the form do without leaving the page, and shows how far
 * everything came while something is under way. Without this script they work by themselves.
 */
( function () {
	'use strict';

	const facts = window.alterConnectorDesigns;
	const list = document.getElementById( 'alter-designs' );
	if ( ! facts || ! list ) {
		return;
	}
	const EVERY = 2000;
	const form = document.querySelector( 'form.alter-designs-import' );
	const notices = document.getElementById( 'alter-notices' );
	// Only after a click on this page may the shop bring its job forward while we look on.
	let pressed = false;
	let timer = 0;
	let shown = '';

	async function ask( url, options = {} ) {
		const answer = await fetch( url, {
			credentials: 'same-origin',
			...options,
			headers: { 'X-WP-Nonce': facts.nonce, 'Content-Type': 'application/json' },
		} );
		const json = await answer.json();
		if ( ! answer.ok ) {
			throw new Error( json.message || facts.words.failed );
		}
		return json;
	}

	function notice( kind, text ) {
		const box = document.createElement( 'div' );
		const line = document.createElement( 'p' );
		const close = document.createElement( 'button' );
		const word = document.createElement( 'span' );
		box.className = `notice notice-${ kind } is-dismissible`;
		line.textContent = text;
		close.type = 'button';
		close.className = 'notice-dismiss';
		word.className = 'screen-reader-text';
		word.textContent = facts.words.close;
		close.append( word );
		close.addEventListener( 'click', () => box.remove() );
		box.append( line, close );
		notices.replaceChildren( box );
	}

	/** Writes the list anew where it differs, and leaves the focus on the design that it was on. */
	function show( told ) {
		if ( told.html !== shown ) {
			shown = told.html;
			const focused = list.contains( document.activeElement ) ? document.activeElement.closest( '[data-alter-design]' ) : null;
			// Escaped by the same PHP that printed the page.
			list.innerHTML = told.html;
			if ( focused ) {
				list.querySelector( `[data-alter-design="${ focused.dataset.alterDesign }"] [data-alter-act]` )?.focus();
			}
		}
		list.dataset.open = String( told.open );
		follow( EVERY );
	}

	/** Asks again while something is under way and somebody looks. */
	function follow( pause ) {
		window.clearTimeout( timer );
		if ( Number( list.dataset.open ) > 0 && ! document.hidden ) {
			timer = window.setTimeout( look, pause );
		}
	}

	async function look() {
		const url = new URL( facts.progress, window.location.href );
		if ( pressed ) {
			url.searchParams.set( 'pressed', 'true' );
		}
		try {
			show( await ask( url ) );
		} catch {
			// The shop is busy or the login is over: asked again, more slowly, rather than told every two seconds.
			follow( 15 * EVERY );
		}
	}

	async function act( body, busy ) {
		busy.classList.add( 'alter-busy' );
		pressed = true;
		try {
			const told = await ask( facts.act, { method: 'POST', body: JSON.stringify( body ) } );
			notice( 'success', told.message );
			show( told );
			return true;
		} catch ( fault ) {
			notice( 'error', fault instanceof TypeError || fault instanceof SyntaxError ? facts.words.failed : fault.message );
			return false;
		} finally {
			busy.classList.remove( 'alter-busy' );
		}
	}

	list.addEventListener( 'click', ( event ) => {
		const link = event.target.closest( '[data-alter-act]' );
		if ( ! link || event.ctrlKey || event.metaKey || event.shiftKey ) {
			return;
		}
		event.preventDefault();
		const row = link.closest( '[data-alter-design]' );
		const verb = link.dataset.alterAct;
		const isSure = ! [ 'remove', 'forget' ].includes( verb ) || window.confirm( facts.words.remove );
		if ( isSure && ! row.classList.contains( 'alter-busy' ) ) {
			act( { do: verb, row: Number( link.dataset.alterRow ) }, row );
		}
	} );

	form?.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		if ( form.classList.contains( 'alter-busy' ) ) {
			return;
		}
		const isRefresh = event.submitter?.value === 'refresh';
		const field = form.querySelector( 'input[name="design"]' );
		if ( ! isRefresh && '' === field.value ) {
			notice( 'warning', facts.words.choose );
			return;
		}
		const isDone = await act( isRefresh ? { do: 'refresh' } : { do: 'import', design: field.value }, form );
		if ( isDone && ! isRefresh ) {
			form.querySelector( '.alter-picker-clear' )?.click();
		}
	} );

	document.addEventListener( 'visibilitychange', () => follow( EVERY ) );
	follow( EVERY );
} )();
