/**
 * Makes each plain field for a design's number a list that is searched by name: a combobox after the ARIA pattern,
 * with pictures. Asks the shop's own REST route when the owner opens the list or types, and never before.
 */
( function () {
	'use strict';

	const facts = window.alterConnectorPicker;
	if ( ! facts ) {
		return;
	}
	const words = facts.words;
	const PAUSE = 300;
	let count = 0;
	let pressing = false;

	/** Makes an element; children are text or elements, never HTML. */
	function make( tag, attributes, ...children ) {
		const element = document.createElement( tag );
		for ( const [ name, value ] of Object.entries( attributes ) ) {
			element.setAttribute( name, value );
		}
		element.append( ...children );
		return element;
	}

	/** Name and number as one text, and whether the files lie in this shop. */
	function shown( id, name, local = '' ) {
		if ( '' === id ) {
			return '';
		}
		const text = name ? words.chosen.replace( '%1$s', () => name ).replace( '%2$s', id ) : words.unnamed.replace( '%s', id );
		return local ? words.local.replace( '%s', () => text ) : text;
	}

	async function ask( search, cursor, signal ) {
		const url = new URL( facts.url, window.location.href );
		// The route takes no longer ones.
		url.searchParams.set( 'search', search.slice( 0, 200 ) );
		if ( cursor ) {
			url.searchParams.set( 'cursor', cursor );
		}
		const answer = await fetch( url, { headers: { 'X-WP-Nonce': facts.nonce }, credentials: 'same-origin', signal } );
		const json = await answer.json();
		if ( ! answer.ok ) {
			throw new Error( json.message || words.failed );
		}
		return json;
	}

	class Picker {
		constructor( root ) {
			count += 1;
			this.root = root;
			this.number = root.querySelector( 'input[type="text"]' );
			this.name = root.querySelector( '[data-alter-name]' );
			// In the page only where a design may also be one whose files lie in this shop.
			this.local = root.querySelector( '[data-alter-local]' ) || make( 'input', {} );
			this.active = -1;
			this.asked = null;
			this.build();
			this.listen();
			root.dataset.ready = '1';
		}

		build() {
			const list = `alter-picker-list-${ count }`;
			this.field = make( 'input', {
				type: 'text', role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
				'aria-controls': list, placeholder: this.root.dataset.placeholder, class: 'alter-picker-field',
			} );
			this.clear = make( 'button', { type: 'button', class: 'alter-picker-clear', 'aria-label': words.clear, title: words.clear }, '×' );
			this.list = make( 'ul', { id: list, role: 'listbox', 'aria-label': words.list, class: 'alter-picker-list', hidden: '' } );
			this.status = make( 'span', { role: 'status', class: 'screen-reader-text' } );
			// The label speaks of the field that people see.
			this.field.id = this.number.id;
			this.number.removeAttribute( 'id' );
			this.number.type = 'hidden';
			this.root.append( this.field, this.clear, this.list, this.status );
			this.rest();
		}

		listen() {
			this.field.addEventListener( 'input', ( event ) => {
				// What is typed to search with is no change of the product.
				event.stopPropagation();
				window.clearTimeout( this.timer );
				this.timer = window.setTimeout( () => this.search(), PAUSE );
			} );
			this.field.addEventListener( 'change', ( event ) => event.stopPropagation() );
			this.field.addEventListener( 'click', () => this.open() );
			this.field.addEventListener( 'focus', () => this.field.select() );
			this.field.addEventListener( 'keydown', ( event ) => this.key( event ) );
			this.clear.addEventListener( 'click', () => {
				this.choose( '', '' );
				this.field.focus();
			} );
			// Keeps the focus in the field, so that a click on a design is not a way out of it.
			this.list.addEventListener( 'mousedown', ( event ) => event.preventDefault() );
			this.root.addEventListener( 'focusout', ( event ) => {
				if ( this.root.contains( event.relatedTarget ) ) {
					return;
				}
				if ( pressing ) {
					// The list takes room: closed now, what is being clicked below it would slip away from the pointer.
					document.addEventListener( 'pointerup', () => window.setTimeout( () => this.close() ), { once: true } );
				} else {
					this.close();
				}
			} );
		}

		isOpen() {
			return ! this.list.hidden;
		}

		/** Opened with a design in it, the list shows all designs: the name is not what is searched for. */
		open() {
			if ( ! this.isOpen() ) {
				this.search( this.isTyped() ? undefined : '' );
			}
		}

		isTyped() {
			return this.field.value !== shown( this.number.value, this.name.value, this.local.value );
		}

		close() {
			window.clearTimeout( this.timer );
			if ( this.asked ) {
				this.asked.abort();
			}
			this.list.hidden = true;
			this.field.setAttribute( 'aria-expanded', 'false' );
			this.field.removeAttribute( 'aria-activedescendant' );
			this.rest();
		}

		/** The field shows what is chosen. */
		rest() {
			this.field.value = shown( this.number.value, this.name.value, this.local.value );
			this.clear.hidden = '' === this.number.value;
		}

		key( event ) {
			const moves = { ArrowDown: 1, ArrowUp: -1 };
			if ( event.key in moves ) {
				event.preventDefault();
				if ( this.isOpen() ) {
					this.move( this.active + moves[ event.key ] );
				} else {
					this.open();
				}
			} else if ( 'Enter' === event.key ) {
				// Never sends the product's form.
				event.preventDefault();
				const option = this.isOpen() ? this.options()[ this.active ] : null;
				if ( option ) {
					option.click();
				} else if ( ! this.isOpen() ) {
					this.open();
				}
			} else if ( 'Escape' === event.key && this.isOpen() ) {
				event.stopPropagation();
				this.close();
			}
		}

		options() {
			return [ ...this.list.querySelectorAll( '[role="option"]' ) ];
		}

		move( to ) {
			const options = this.options();
			if ( 0 === options.length ) {
				return;
			}
			this.active = Math.min( options.length - 1, Math.max( 0, to ) );
			options.forEach( ( option, index ) => option.setAttribute( 'aria-selected', String( index === this.active ) ) );
			options[ this.active ].scrollIntoView( { block: 'nearest' } );
			this.field.setAttribute( 'aria-activedescendant', options[ this.active ].id );
		}

		async search( text = this.field.value.trim(), cursor = '' ) {
			if ( this.asked ) {
				this.asked.abort();
			}
			const asked = new AbortController();
			this.asked = asked;
			this.list.hidden = false;
			this.field.setAttribute( 'aria-expanded', 'true' );
			if ( ! cursor ) {
				this.say( words.searching );
			}
			try {
				const found = await ask( text, cursor, asked.signal );
				if ( ! asked.signal.aborted ) {
					this.show( found, text, Boolean( cursor ) );
				}
			} catch ( fault ) {
				if ( 'AbortError' !== fault.name ) {
					this.say( fault instanceof TypeError || fault instanceof SyntaxError ? words.failed : fault.message );
					this.offer( text );
				}
			}
		}

		/** One line instead of designs. */
		say( text ) {
			this.active = -1;
			this.list.replaceChildren( make( 'li', { class: 'alter-picker-line', role: 'presentation' }, text ) );
			this.status.textContent = text;
		}

		/** Without a list, whoever knows a design's number still gets on: a number that is typed can be taken. */
		offer( text ) {
			if ( /^[1-9][0-9]{0,14}$/.test( text ) ) {
				this.list.append( this.option( { id: text, name: '', picture: null, types: null } ) );
			}
		}

		show( found, text, isMore ) {
			if ( ! isMore && 0 === found.items.length ) {
				this.say( words.none );
				return;
			}
			const start = isMore ? this.options().length - 1 : 0;
			if ( isMore ) {
				this.list.lastElementChild.remove();
			} else {
				this.list.replaceChildren();
				this.active = -1;
			}
			// A design that lies in this shop too can be taken from either place.
			const places = ( design ) => this.local.isConnected && design.local ? [ '', design.local ] : [ '' ];
			this.list.append( ...found.items.flatMap( ( design ) => places( design ).map( ( local ) => this.option( design, local ) ) ) );
			if ( found.cursor ) {
				this.list.append( this.more( text, found.cursor ) );
			}
			this.status.textContent = words.found.replace( '%d', found.total );
			if ( isMore ) {
				this.move( start );
			}
		}

		option( design, local = '' ) {
			const picture = make( 'span', { class: 'alter-picker-picture', 'aria-hidden': 'true' } );
			if ( design.picture ) {
				const image = make( 'img', { src: design.picture, alt: '', loading: 'lazy', width: '40', height: '40', referrerpolicy: 'no-referrer' } );
				image.addEventListener( 'error', () => image.remove() );
				picture.append( image );
			}
			const name = make( 'span', { class: 'alter-picker-name' }, shown( String( design.id ), design.name, local ) );
			if ( design.types && 0 === design.types.length ) {
				name.append( make( 'small', {}, words.unfit ) );
			}
			count += 1;
			const option = make( 'li', { role: 'option', id: `alter-picker-option-${ count }`, 'aria-selected': 'false' }, picture, name );
			option.addEventListener( 'click', () => this.choose( String( design.id ), design.name, local ) );
			return option;
		}

		more( text, cursor ) {
			count += 1;
			const option = make( 'li', { role: 'option', id: `alter-picker-option-${ count }`, 'aria-selected': 'false', class: 'alter-picker-more' }, words.more );
			option.addEventListener( 'click', () => this.search( text, cursor ) );
			return option;
		}

		choose( id, name, local = '' ) {
			this.number.value = id;
			this.name.value = name;
			this.local.value = local;
			this.close();
			// WooCommerce marks a variation as changed by this.
			this.number.dispatchEvent( new Event( 'change', { bubbles: true } ) );
		}
	}

	function start( root ) {
		root.querySelectorAll( '[data-alter-picker]:not([data-ready])' ).forEach( ( element ) => new Picker( element ) );
	}

	document.addEventListener( 'pointerdown', () => {
		pressing = true;
	}, true );
	for ( const end of [ 'pointerup', 'pointercancel' ] ) {
		document.addEventListener( end, () => {
			pressing = false;
		}, true );
	}
	start( document );
	// Variations come by script, page by page.
	new MutationObserver( ( changes ) => {
		if ( changes.some( ( change ) => change.addedNodes.length > 0 ) ) {
			start( document );
		}
	} ).observe( document.body, { childList: true, subtree: true } );
} )();
