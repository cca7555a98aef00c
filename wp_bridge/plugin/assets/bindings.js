/**
 * The list of bindings in place: does what the links and the bulk form do without leaving the page, and shows how far
 * everything came while something is under way. Without this script the links and the form work by themselves.
 */
( function () {
	'use strict';

	const facts = window.alterConnectorBindings;
	const form = document.querySelector( 'form.alter-bindings' );
	if ( ! facts || ! form ) {
		return;
	}
	const EVERY = 2000;
	const bar = document.querySelector( '[data-alter-progress]' );
	const plan = document.querySelector( '[data-alter-plan]' );
	const notices = document.getElementById( 'alter-notices' );
	// Only after a click on this page may the shop bring its job forward while we look on.
	let pressed = false;
	let timer = 0;

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

	function rows() {
		return [ ...form.querySelectorAll( 'tr[data-alter-row]' ) ];
	}

	function shown() {
		return rows().map( ( row ) => Number( row.dataset.alterRow ) );
	}

	function rowOf( id ) {
		return form.querySelector( `tr[data-alter-row="${ id }"]` );
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

	/** Times are told anew by every answer ("5 minutes ago"), the rest rarely: only what differs is written. */
	function write( box, html ) {
		if ( 'string' === typeof html && box.dataset.html !== html ) {
			box.dataset.html = html;
			// Escaped by the same PHP that printed the page.
			box.innerHTML = html;
		}
	}

	/** Fills cells anew, and leaves the focus on the link that does what the pressed one did not. */
	function fill( id, cells ) {
		const row = rowOf( id );
		if ( ! row ) {
			return;
		}
		const focused = row.contains( document.activeElement ) ? document.activeElement : null;
		for ( const box of row.querySelectorAll( '[data-alter-cell]' ) ) {
			write( box, cells[ box.dataset.alterCell ] );
		}
		if ( focused && ! focused.isConnected ) {
			row.querySelector( '[data-alter-act]' )?.focus();
		}
	}

	function gone( id ) {
		const row = rowOf( id );
		if ( row && ! row.classList.contains( 'alter-gone' ) ) {
			row.classList.add( 'alter-gone' );
			row.querySelectorAll( 'input, .row-actions' ).forEach( ( element ) => element.remove() );
			const state = row.querySelector( '[data-alter-cell="state"]' );
			if ( state ) {
				state.textContent = facts.words.gone;
			}
		}
	}

	function show( told ) {
		told.rows.forEach( ( row ) => fill( row.id, row.cells ) );
		told.gone.forEach( gone );
		if ( plan ) {
			write( plan, told.plan );
			plan.hidden = '' === told.plan;
		}
		const { total, done, failed, text } = told.progress;
		const progress = bar.querySelector( 'progress' );
		const line = bar.querySelector( '[role="status"]' );
		progress.max = Math.max( 1, total );
		progress.value = done;
		if ( line.textContent !== text ) {
			line.textContent = text;
		}
		bar.querySelector( '[data-alter-failed]' ).hidden = 0 === failed;
		bar.dataset.open = String( total - done );
		follow();
	}

	/** Asks again in two seconds while something is under way and somebody looks. */
	function follow() {
		window.clearTimeout( timer );
		if ( Number( bar.dataset.open ) > 0 && ! document.hidden ) {
			timer = window.setTimeout( look, EVERY );
		}
	}

	async function look() {
		const url = new URL( facts.progress, window.location.href );
		shown().forEach( ( id ) => url.searchParams.append( 'shown[]', String( id ) ) );
		if ( pressed ) {
			url.searchParams.set( 'pressed', 'true' );
		}
		try {
			show( await ask( url ) );
		} catch {
			// The shop is busy or the login is over: asked again, more slowly, rather than told every two seconds.
			timer = window.setTimeout( look, 15 * EVERY );
		}
	}

	async function act( verb, ids ) {
		ids.forEach( ( id ) => rowOf( id )?.classList.add( 'alter-busy' ) );
		pressed = true;
		try {
			const told = await ask( facts.act, { method: 'POST', body: JSON.stringify( { do: verb, rows: ids, shown: shown() } ) } );
			notice( 'success', told.message );
			show( told );
		} catch ( fault ) {
			notice( 'error', fault instanceof TypeError || fault instanceof SyntaxError ? facts.words.failed : fault.message );
		} finally {
			rows().forEach( ( row ) => row.classList.remove( 'alter-busy' ) );
		}
	}

	form.addEventListener( 'click', ( event ) => {
		const link = event.target.closest( '[data-alter-act]' );
		if ( link && ! event.ctrlKey && ! event.metaKey && ! event.shiftKey ) {
			event.preventDefault();
			if ( ! link.closest( '.alter-busy' ) ) {
				act( link.dataset.alterAct, [ Number( link.dataset.alterRow ) ] );
			}
		}
	} );

	form.addEventListener( 'submit', ( event ) => {
		const button = event.submitter;
		if ( ! button || ! [ 'doaction', 'doaction2' ].includes( button.id ) ) {
			return;
		}
		const select = form.querySelector( 'doaction' === button.id ? 'select[name="action"]' : 'select[name="action2"]' );
		if ( ! facts.verbs.includes( select.value ) ) {
			return;
		}
		event.preventDefault();
		const ticked = [ ...form.querySelectorAll( 'input[name="row[]"]:checked' ) ];
		if ( 0 === ticked.length ) {
			notice( 'warning', facts.words.none );
			return;
		}
		act( select.value, ticked.map( ( box ) => Number( box.value ) ) ).then( () => {
			form.querySelectorAll( 'input[type="checkbox"]' ).forEach( ( box ) => {
				box.checked = false;
			} );
		} );
	} );

	document.addEventListener( 'visibilitychange', follow );
	follow();
} )();
