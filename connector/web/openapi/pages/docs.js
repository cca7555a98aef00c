"use strict";

// To be read, not to be called from: a store token belongs on a server, and a page never gets it. So there is nothing
// to authorize with and nothing to execute.
const readOnly = () => ({
	wrapComponents: {
		authorizeBtn: () => () => null,
		authorizeOperationBtn: () => () => null,
		ServersContainer: () => () => null,
	},
});

SwaggerUIBundle( {
	url: "openapi.json",
	dom_id: "#api",
	deepLinking: true,
	// Ninety routes at once are slow to draw on a phone.
	docExpansion: "none",
	defaultModelsExpandDepth: 0,
	filter: true,
	plugins: [ readOnly ],
	showExtensions: true,
	supportedSubmitMethods: [],
	// Otherwise it would send the document to a validator of its maker's.
	validatorUrl: null,
} );
