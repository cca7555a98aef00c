/**
 * One tool of Alter's in its frame: how it gets its sessions, and the conversation with it. Documented by Alter under
 * "Communication via postMessage"; what it says is heard only from the frame's window and from Alter's exact origin.
 */
( function () {
	'use strict';

	const alter = ( window.alterConnector = window.alterConnector || {} );
	const PATIENCE = 25000;

	// Once the connector could not be reached from this page, the shop is asked in its place.
	let isCutOff = false;

	/** Something to tell the shopper. `isDown`: nobody's fault that a shopper or the shop's owner could mend. */
	class Trouble extends Error {
		constructor( text, isDown ) {
			super( text );
			this.isDown = !! isDown;
		}
	}

	alter.Trouble = Trouble;

	alter.post = async function ( url, body, isOwn ) {
		const stop = new AbortController();
		const timer = setTimeout( () => stop.abort(), PATIENCE );
		try {
			const answer = await fetch( url, {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify( body ),
				credentials: isOwn ? 'same-origin' : 'omit',
				cache: 'no-store',
				redirect: 'error',
				referrerPolicy: isOwn ? 'same-origin' : 'strict-origin',
				signal: stop.signal,
			} );
			const json = await answer.json().catch( () => null );
			return { ok: answer.ok && json !== null, status: answer.status, json: json || {}, wait: Number( answer.headers.get( 'Retry-After' ) ) };
		} finally {
			clearTimeout( timer );
		}
	};

	/** A session for a subject, by the way that works. Rejects with a Trouble. */
	alter.session = async function ( subject, texts ) {
		let session;
		if ( subject.api && ! subject.isPersonal && ! isCutOff ) {
			try {
				session = await direct( subject, texts );
			} catch ( failure ) {
				if ( failure instanceof Trouble ) {
					throw failure;
				}
				// The network, a content security policy, a blocker: the browser does not say which.
				isCutOff = true;
			}
		}
		session = session || ( await relay( subject, texts, 'session' ) );
		return checked( session, texts );
	};

	async function direct( subject, texts, ticket ) {
		const body = { externalProductId: subject.externalProductId, runtimeType: subject.runtime };
		const answer = await alter.post( subject.api + '/session', ticket ? { ...body, ticket } : body, false );
		if ( answer.ok ) {
			return answer.json;
		}
		if ( answer.json.code === 'storefront.ticketRequired' && ! ticket ) {
			return direct( subject, texts, ( await relay( subject, texts, 'ticket' ) ).ticket );
		}
		if ( answer.status >= 500 && subject.sellsDown ) {
			// Only what the shop's server meets itself counts there; so it is asked, too.
			throw new Error( answer.status );
		}
		throw new Trouble( reason( answer, texts ), answer.status >= 500 );
	}

	function reason( answer, texts ) {
		if ( answer.status === 429 ) {
			return texts.busy;
		}
		if ( answer.status === 404 ) {
			return texts.gone;
		}
		return answer.status >= 500 ? texts.down : texts.refused;
	}

	async function relay( subject, texts, want ) {
		const { product, variation, runtime, mode, line, orderItem, orderKey } = subject;
		let answer;
		try {
			answer = await alter.post( subject.endpoint, { want, product, variation, runtime, mode, line, orderItem, orderKey }, true );
		} catch ( failure ) {
			throw new Trouble( texts.offline );
		}
		if ( ! answer.ok ) {
			throw new Trouble( typeof answer.json.message === 'string' ? answer.json.message : texts.down, answer.status >= 500 );
		}
		return answer.json;
	}

	function checked( session, texts ) {
		try {
			if ( typeof session.token === 'string' && new URL( session.iframeUrl ).origin === session.appOrigin ) {
				return session;
			}
		} catch ( failure ) {
			// Not an address.
		}
		throw new Trouble( texts.down );
	}

	/**
	 * Opens a tool in a box. `on`: awake() when it speaks, ready(), add( payload, session ), failed( text, isFatal, isDown ).
	 * Returns what closes it.
	 */
	alter.tool = function ( box, subject, texts, on ) {
		const shouted = 'ALTER_' + subject.runtime.toUpperCase();
		let frame = null;
		let session = null;
		let origin = '';
		let asking = null;
		let isGiven = false;
		let hasHands = false;
		let isClosed = false;
		let renewal = 0;
		let silence = 0;

		function ask() {
			asking =
				asking ||
				alter.session( subject, texts ).finally( () => {
					asking = null;
				} );
			return asking;
		}

		function say( message ) {
			if ( frame && frame.contentWindow ) {
				frame.contentWindow.postMessage( message, origin );
			}
		}

		function give( next ) {
			if ( isClosed ) {
				return;
			}
			session = next;
			isGiven = true;
			const { token, cartKey } = next;
			say( { type: 'ALTER_TOOL_SESSION_READY', token, ...( cartKey ? { cartKey } : {} ) } );
			const life = Number( next.expiresIn ) || 900;
			later( ( life - Math.min( 60, life / 4 ) ) * 1000 );
		}

		function later( milliseconds ) {
			clearTimeout( renewal );
			// The tool goes on with what it has, and asks by itself when that ends.
			renewal = setTimeout( () => ask().then( give, () => later( 20000 ) ), milliseconds );
		}

		function sessionWanted() {
			if ( ! isGiven ) {
				give( session );
				return;
			}
			ask().then( give, ( failure ) => say( { type: 'ALTER_TOOL_SESSION_ERROR', error: failure.message } ) );
		}

		function heard( event ) {
			const message = event.data;
			if ( ! frame || event.source !== frame.contentWindow || event.origin !== origin || ! message || typeof message.type !== 'string' ) {
				return;
			}
			if ( message.type === 'ALTER_CHILD_HELLO' ) {
				if ( typeof message.nonce === 'string' && message.nonce ) {
					hasHands = true;
					clearTimeout( silence );
					say( { type: 'ALTER_PARENT_ACK', nonce: message.nonce } );
					on.awake();
				}
			} else if ( hasHands ) {
				act( message );
			}
		}

		function act( message ) {
			switch ( message.type ) {
				case 'ALTER_TOOL_INIT_SESSION':
					return sessionWanted();
				case 'ALTER_TOOL_READY':
					return on.ready();
				case 'ALTER_TOOL_ERROR':
					return on.failed( texts.broken );
				case 'ALTER_WP_RUNTIME_CONTEXT_REQUEST':
					return say( { type: 'ALTER_WP_RUNTIME_CONTEXT_RESPONSE', ...echoed( message ), payload: context() } );
				case 'ALTER_WP_LOCAL_DESIGN_REQUEST':
					return localDesign().then( ( payload ) => say( { type: 'ALTER_WP_LOCAL_DESIGN_RESPONSE', ...echoed( message ), payload } ) );
				case shouted + '_ADD_TO_CART':
					// Nobody can have made anything before there was a session.
					return isGiven && subject.mode !== 'view' ? on.add( message.payload === undefined ? null : message.payload, session ) : undefined;
			}
		}

		// Undocumented; a tool that numbers its questions finds its answer.
		function echoed( message ) {
			return typeof message.requestId === 'string' || typeof message.requestId === 'number' ? { requestId: message.requestId } : {};
		}

		function context() {
			return {
				platform: 'woocommerce',
				runtimeType: subject.runtime,
				productId: subject.externalProductId,
				wooProductId: subject.product,
				wooVariationId: subject.variation || null,
				locale: document.documentElement.lang || null,
			};
		}

		// Where the files are, the bootstrap knows; null for a design kept at Alter, and without an `api`.
		async function localDesign() {
			try {
				const address = subject.api.replace( /\/storefront\/v1\/.*$/, '/public-api/v1/runtime/bootstrap' );
				const headers = { Authorization: 'Bearer ' + session.token };
				const { storageMode, manifestUrl, assetBaseUrl, manifestHash } = await ( await fetch( address, { headers } ) ).json();
				return manifestUrl ? { storageMode, manifestUrl, assetBaseUrl, manifestHash } : null;
			} catch ( failure ) {
				return null;
			}
		}

		function forbidden( event ) {
			const frames = [ 'frame-src', 'child-src', 'default-src' ];
			if ( origin && event.disposition !== 'report' && frames.includes( event.effectiveDirective ) && event.blockedURI.startsWith( origin ) ) {
				clearTimeout( silence );
				// Browsers show a sad page there.
				frame?.remove();
				on.failed( texts.blocked, true );
			}
		}

		function show( first ) {
			if ( isClosed ) {
				return;
			}
			session = first;
			origin = first.appOrigin;
			frame = document.createElement( 'iframe' );
			frame.title = subject.title;
			frame.allow = 'fullscreen';
			frame.referrerPolicy = 'strict-origin';
			frame.src = first.iframeUrl;
			box.append( frame );
			silence = setTimeout( () => on.failed( texts.silent, true ), PATIENCE );
		}

		window.addEventListener( 'message', heard );
		document.addEventListener( 'securitypolicyviolation', forbidden );
		ask().then( show, ( failure ) => isClosed || on.failed( failure instanceof Trouble ? failure.message : texts.down, true, failure.isDown ) );

		return {
			hasFocus: () => frame !== null && document.activeElement === frame,
			close() {
				isClosed = true;
				clearTimeout( renewal );
				clearTimeout( silence );
				window.removeEventListener( 'message', heard );
				document.removeEventListener( 'securitypolicyviolation', forbidden );
				frame?.remove();
			},
		};
	};
}() );
