/**
 * A place with a tool in it, in a window or in the page: what it tells the shopper, and the way from a design to the
 * cart.
 */
( function () {
	'use strict';

	const alter = ( window.alterConnector = window.alterConnector || {} );

	const make = ( tag, name, text ) => {
		const element = document.createElement( tag );
		element.className = name ? 'alter-connector-' + name : '';
		element.textContent = text || '';
		return element;
	};

	function button( name, text, press ) {
		const element = make( 'button', name, text );
		element.type = 'button';
		element.classList.add( 'button', 'wp-element-button' );
		element.addEventListener( 'click', press );
		return element;
	}

	/** A place with a tool in it: a dialog's or the page's. */
	class Place {
		constructor( subject, texts, root, whenClosed ) {
			this.subject = subject;
			this.texts = texts;
			this.root = root;
			this.whenClosed = whenClosed;
			this.stage = make( 'div', 'stage' );
			this.bar = make( 'div', 'bar' );
			this.bar.setAttribute( 'role', 'alert' );
			root.append( this.bar, this.stage );
			this.start();
		}

		start() {
			this.stage.replaceChildren( make( 'p', 'waits', this.texts.opening ) );
			this.tell( '' );
			this.isLost = this.isBusy = this.isWorking = false;
			this.stage.setAttribute( 'aria-busy', 'true' );
			this.tool = alter.tool( this.stage, this.subject, this.texts, {
				awake: () => this.awake(),
				ready: () => this.root.dispatchEvent( new CustomEvent( 'alter-connector-ready', { bubbles: true } ) ),
				failed: ( ...what ) => this.failed( ...what ),
				add: ( payload, session ) => this.add( payload, session ),
			} );
		}

		// A tool that loads itself anew says hello again: what was told meanwhile stays.
		awake() {
			if ( this.stage.hasAttribute( 'aria-busy' ) || this.isLost ) {
				this.tell( '' );
			}
			this.isLost = false;
			this.settle();
		}

		settle() {
			this.stage.removeAttribute( 'aria-busy' );
			this.stage.querySelector( 'p' )?.remove();
		}

		failed( text, isFatal, isDown ) {
			this.isLost = isFatal;
			if ( isDown && this.subject.sellsDown ) {
				this.subject.release();
				text += ' ' + this.texts.plain;
			}
			this.tell( text, button( '', this.texts.again, () => this.tool.close() || this.start() ) );
			if ( isFatal ) {
				this.settle();
			}
		}

		tell( text, ...buttons ) {
			this.bar.replaceChildren( ...( text ? [ make( 'span', '', text ), ...buttons ] : [] ) );
		}

		// Who has been in the frame may have made something; the tool does not say.
		blurred() {
			this.isWorking = this.isWorking || ( this.tool.hasFocus() && this.subject.runtime !== 'viewer' && this.subject.mode !== 'view' );
		}

		async add( payload, session ) {
			// A second message while the first is on its way is a double click.
			if ( this.isBusy ) {
				return;
			}
			this.isBusy = true;
			this.tell( this.texts.adding );
			// Of a line of the cart, the shop knows the product.
			const { product = session.product, variation = session.variation, runtime, line } = this.subject;
			// A customizer's order has its own.
			const quantity = runtime === 'customizer' ? undefined : this.subject.quantity?.();
			const body = { product, variation, quantity, runtime, sessionRef: session.sessionRef, cartKey: session.cartKey || undefined, attributes: this.subject.attributes?.(), payload, replaces: line };
			let answer;
			try {
				answer = await alter.post( this.subject.add, body, true );
			} catch ( failure ) {
				answer = { ok: false, json: { message: this.texts.offline } };
			}
			if ( answer.ok ) {
				this.isWorking = false;
				added( this, answer.json );
			} else {
				this.isBusy = false;
				this.tell( typeof answer.json.message === 'string' ? answer.json.message : this.texts.notAdded );
			}
		}

		// False while the shopper is asked.
		close( isSure ) {
			this.blurred();
			if ( ! isSure && ( this.isWorking || this.isBusy ) ) {
				const keep = button( '', this.texts.stay, () => this.tell( '' ) );
				this.tell( this.isBusy ? this.texts.adding : this.texts.unsaved, keep, button( '', this.texts.leave, () => this.close( true ) ) );
				keep.focus();
				return false;
			}
			this.tool.close();
			this.isWorking = false;
			if ( ! this.isClosed ) {
				this.isClosed = true;
				this.whenClosed();
			}
			return true;
		}
	}

	function added( place, answer ) {
		place.close( true );
		if ( answer.redirect || place.subject.line ) {
			window.location.assign( answer.cartUrl || window.location.href );
			return;
		}
		if ( window.jQuery ) {
			window.jQuery( document.body ).trigger( 'added_to_cart', [ {}, '', false ] ).trigger( 'wc_fragment_refresh' );
		}
		document.body.dispatchEvent( new CustomEvent( 'wc-blocks_added_to_cart', { bubbles: true, detail: { preserveCartData: false } } ) );
		const told = make( 'p', 'added', ( answer.message || place.texts.added ) + ' ' );
		told.setAttribute( 'role', 'status' );
		if ( answer.cartUrl ) {
			const link = make( 'a', '', place.texts.viewCart );
			link.href = answer.cartUrl;
			told.append( link );
		}
		place.subject.stand.querySelector( '.alter-connector-added' )?.remove();
		place.subject.stand.append( told );
	}

	Object.assign( alter, { make, button, Place } );
}() );
