/**
 * The block in the editor: which product, and how its tool opens. Shoppers' markup is made by render.php alone.
 */
( function ( blocks, element, editor, components, apiFetch, url ) {
	'use strict';

	const texts = window.alterConnectorBlock;
	const el = element.createElement;

	function Edit( { attributes, setAttributes } ) {
		const { productId, display } = attributes;
		const [ found, setFound ] = element.useState( [] );
		const [ sought, setSought ] = element.useState( '' );

		element.useEffect( () => {
			const query = { per_page: 20, status: 'publish', _fields: 'id,name' };
			const asked = sought || ! productId ? { ...query, search: sought } : { ...query, include: String( productId ) };
			let isOld = false;
			const wait = setTimeout( () => {
				apiFetch( { path: url.addQueryArgs( '/wc/v3/products', asked ) } ).then(
					( products ) => isOld || setFound( products.map( ( each ) => ( { value: String( each.id ), label: each.name + ' (' + each.id + ')' } ) ) ),
					// Whoever may not list products still sees the one that is set, by its number.
					() => isOld || setFound( productId ? [ { value: String( productId ), label: '#' + productId } ] : [] )
				);
			}, 300 );
			return () => {
				isOld = true;
				clearTimeout( wait );
			};
		}, [ sought, productId ] );

		const chosen = found.find( ( each ) => each.value === String( productId ) );
		const settings = el(
			editor.InspectorControls,
			null,
			el(
				components.PanelBody,
				{ title: texts.title },
				el( components.ComboboxControl, {
					label: texts.product,
					help: texts.help,
					value: productId ? String( productId ) : null,
					options: found,
					onFilterValueChange: setSought,
					onChange: ( value ) => setAttributes( { productId: Number( value ) || 0 } ),
				} ),
				el( components.SelectControl, {
					label: texts.display,
					value: display,
					options: [ '', 'modal', 'inline' ].map( ( value ) => ( { value, label: texts[ value || 'usual' ] } ) ),
					onChange: ( value ) => setAttributes( { display: value } ),
				} )
			)
		);
		const told = productId ? texts.of_one + ' ' + ( chosen ? chosen.label : '#' + productId ) : texts.of_page;
		const placeholder = el( components.Placeholder, { icon: 'image-rotate', label: texts.title }, told );
		return el( 'div', editor.useBlockProps(), settings, placeholder );
	}

	blocks.registerBlockType( 'alter-connector/product', { edit: Edit, save: () => null } );
}( window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.apiFetch, window.wp.url ) );
