/**
 * What shoppers see of Alter's tools: the buttons that open them, in a window or in the page, and links of the cart and
 * of orders. Pages may be cached for everybody, so all that these know lies in `data-alter`.
 */
( function () {
	'use strict';

	const alter = ( window.alterConnector = window.alterConnector || {} );
	const MAIN = [ 'customizer', 'configurator', 'viewer' ];
	let shared = null;
	let open = null;
	const { make, button, Place } = alter;

	function cross() {
		const found = button( 'cross', '×', () => open?.close() );
		found.setAttribute( 'aria-label', shared.texts.close );
		return found;
	}

	function modal( subject ) {
		const dialog = make( 'dialog', 'dialog' );
		const head = make( 'div', 'head' );
		dialog.setAttribute( 'aria-label', subject.title );
		head.append( make( 'h2', '', subject.title ), cross() );
		dialog.append( head );
		document.body.append( dialog );
		dialog.addEventListener( 'cancel', ( event ) => {
			// Esc. Browsers close all the same when it comes twice; the second close is sure.
			event.preventDefault();
			open?.close();
		} );
		const opener = document.activeElement;
		dialog.showModal();
		history.pushState( { alterConnector: true }, '' );
		open = new Place( subject, shared.texts, dialog, () => {
			open = null;
			dialog.close();
			dialog.remove();
			opener?.focus?.();
			if ( history.state?.alterConnector ) {
				history.back();
			}
		} );
		dialog.addEventListener( 'close', () => open?.root === dialog && open.close( true ) );
	}

	window.addEventListener( 'popstate', () => {
		// Back, on a phone most of all, means "out of this window".
		if ( open?.root.tagName === 'DIALOG' && ! history.state?.alterConnector && ! open.close() ) {
			history.pushState( { alterConnector: true }, '' );
		}
	} );
	window.addEventListener( 'blur', () => setTimeout( () => open?.blurred() ) );
	window.addEventListener( 'beforeunload', ( event ) => open?.isWorking && event.preventDefault() );

	// The session takes a moment; the way to Alter is made meanwhile.
	function preconnect( origin ) {
		const link = document.createElement( 'link' );
		link.rel = 'preconnect';
		link.href = origin;
		document.head.append( link );
	}

	function inline( subject ) {
		const root = make( 'section', 'place' );
		const picture = subject.stand.querySelector( '.alter-connector-start' );
		root.setAttribute( 'aria-label', subject.title );
		picture.hidden = true;
		subject.stand.prepend( root );
		root.append( cross() );
		open = new Place( subject, shared.texts, root, () => {
			open = null;
			root.remove();
			picture.hidden = false;
			picture.querySelector( 'button' ).focus();
		} );
	}

	/** The buttons of one product. */
	function product( stand, data ) {
		const named = document.querySelector( '[name="add-to-cart"][value="' + data.product + '"]' );
		const form = stand.closest( 'form' ) || ( named && named.form );
		const field = form && form.querySelector( 'input[name="variation_id"]' );
		const buttons = {};
		let shown = '';
		let isRequired = data.required;

		const variation = () => Number( field && field.value ) || 0;
		const offered = () => data.variations[ variation() ] || data.runtimes;

		function subject( runtime ) {
			const id = variation();
			const isOwn = id in data.variations;
			return {
				product: data.product,
				variation: id,
				runtime,
				externalProductId: isOwn ? data.ids?.[ id ] || data.externalProductId + '_' + id : data.externalProductId,
				title: data.title,
				api: data.way === 'direct' ? data.api : null,
				endpoint: shared.session,
				add: shared.add,
				quantity: () => Number( form?.querySelector( '[name="quantity"]' )?.value ) || 1,
				// A variation may leave an attribute open.
				attributes: () => Object.fromEntries( [ ...( form ? new FormData( form ) : [] ) ].filter( ( [ name ] ) => name.startsWith( 'attribute_' ) ) ),
				sellsDown: data.sellsDown,
				release: () => {
					isRequired = false;
					look();
				},
				stand,
			};
		}

		function start( runtime ) {
			if ( ! open || open.close() ) {
				preconnect( data.appOrigin );
				( data.display === 'inline' ? inline : modal )( subject( runtime ) );
			}
		}

		const row = make( 'div', 'buttons' );
		for ( const runtime of MAIN ) {
			buttons[ runtime ] = button( 'open', shared.texts[ runtime ], () => start( runtime ) );
			buttons[ runtime ].classList.add( 'alt' );
			row.append( buttons[ runtime ] );
		}
		const front = make( 'div', 'start' );
		if ( data.display === 'inline' && data.picture ) {
			const picture = make( 'img' );
			picture.src = data.picture;
			picture.alt = '';
			picture.loading = 'lazy';
			front.append( picture );
		}
		front.append( row );
		stand.append( front );
		stand.classList.add( 'alter-connector-' + data.display );

		function look() {
			const now = offered();
			MAIN.forEach( ( runtime ) => ( buttons[ runtime ].hidden = ! now.includes( runtime ) ) );
			stand.hidden = now.length === 0;
			// No class: WooCommerce's block writes its form's anew, with those that it found there first.
			form?.toggleAttribute( 'data-alter-required', isRequired && now.includes( 'customizer' ) );
			const state = subject( '' ).externalProductId + now;
			if ( shown && shown !== state && open?.subject.stand === stand && data.display === 'inline' ) {
				// Another variation has another design.
				open.close();
			}
			shown = state;
		}
		look();
		if ( field ) {
			// WooCommerce's form sets it by jQuery and its block by its own store; both end up in the attribute.
			new MutationObserver( look ).observe( field, { attributeFilter: [ 'value' ] } );
			field.addEventListener( 'change', look );
		}
	}

	function personal( mode, title, stand, more ) {
		modal( {
			isPersonal: true,
			runtime: 'customizer',
			mode: mode === 'edit' ? 'edit' : 'view',
			title,
			endpoint: shared.session,
			add: shared.add,
			stand,
			...more,
		} );
	}

	// The cart block links an item with its product's page and nothing else; so the page is told by a fragment.
	const lineOf = ( address ) => /#alter-edit=([\w-]{1,64})$/.exec( address )?.[ 1 ];

	function linked( event ) {
		const link = event.target.closest?.( '[data-alter-open], a[href*="#alter-edit="]' );
		if ( ! link || open ) {
			return;
		}
		event.preventDefault();
		const { alterOpen = 'edit', line = lineOf( link.href ), orderItem, orderKey } = link.dataset;
		personal( alterOpen, link.dataset.title || link.textContent.trim() || document.title, link.parentNode, { line: line || undefined, orderItem: Number( orderItem ) || undefined, orderKey } );
	}

	function arrived() {
		const line = lineOf( location.href );
		if ( line ) {
			// Gone at once: a page that is loaded again opens nothing by itself.
			history.replaceState( history.state, '', location.pathname + location.search );
			personal( 'edit', document.title, document.body, { line } );
		}
	}

	function begin() {
		const stands = [ ...document.querySelectorAll( '.alter-connector-shopper:not([data-ready])' ) ].map( ( stand ) => [ stand, JSON.parse( stand.dataset.alter ) ] );
		shared = shared || stands.find( ( [ , data ] ) => data.texts )?.[ 1 ];
		if ( ! shared ) {
			return;
		}
		// Where the owner placed a product by hand, the place that was found for it stays empty.
		const byHand = stands.filter( ( [ , data ] ) => data.product && ! data.isAuto ).map( ( [ , data ] ) => data.product );
		for ( const [ stand, data ] of stands ) {
			stand.dataset.ready = '';
			if ( data.product && ! ( data.isAuto && byHand.includes( data.product ) ) ) {
				product( stand, data );
			}
		}
		if ( ! open ) {
			arrived();
		}
	}

	alter.begin = begin;
	document.addEventListener( 'click', ( event ) => shared && linked( event ) );
	if ( document.readyState === 'loading' ) {
		document.addEventListener( 'DOMContentLoaded', begin );
	} else {
		begin();
	}
}() );
