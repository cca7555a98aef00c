// What a product page does: ask which runtimes the product has, open the iframe, answer its handshake
// with a token that the connector issued. No secret and no visitor data is in the page itself.
'use strict';

( async () => {
  const place = document.getElementById( 'alter-tool' );
  const { connector, key, product } = place.dataset;
  const base = `${ connector }/storefront/v1/${ encodeURIComponent( key ) }`;

  const say = ( text ) => {
    const line = document.createElement( 'li' );
    line.textContent = text;
    document.getElementById( 'log' ).append( line );
  };
  const status = ( text ) => {
    document.getElementById( 'status' ).textContent = text;
  };

  const shown = await fetch( `${ base }/products/${ encodeURIComponent( product ) }` );
  const { runtimes, appOrigin } = await shown.json();
  if ( ! runtimes || runtimes.length === 0 ) {
    status( 'This product has no 3D tool.' );
    return;
  }
  const [ runtime ] = runtimes;
  say( `runtime: ${ runtime.runtimeType }` );

  const frame = document.createElement( 'iframe' );
  frame.className = 'tool';
  frame.title = 'Product in 3D';
  frame.allowFullscreen = true;

  let greeted = false;
  window.addEventListener( 'message', async ( event ) => {
    // Origin and source both: another tab of the same origin is not our iframe.
    if ( event.origin !== appOrigin || event.source !== frame.contentWindow ) {
      return;
    }
    const message = event.data || {};
    const answer = ( body ) => frame.contentWindow.postMessage( body, appOrigin );

    if ( message.type === 'ALTER_CHILD_HELLO' && typeof message.nonce === 'string' && message.nonce ) {
      greeted = true;
      say( 'handshake' );
      answer( { type: 'ALTER_PARENT_ACK', nonce: message.nonce } );
    } else if ( greeted && message.type === 'ALTER_TOOL_INIT_SESSION' ) {
      const issued = await fetch( `${ base }/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify( { externalProductId: product, runtimeType: runtime.runtimeType } ),
      } );
      const session = await issued.json();
      if ( ! issued.ok ) {
        status( session.detail );
        answer( { type: 'ALTER_TOOL_SESSION_ERROR', error: session.code } );
        return;
      }
      say( `session ${ session.sessionRef }` );
      status( 'Open.' );
      answer( { type: 'ALTER_TOOL_SESSION_READY', token: session.token } );
    } else if ( greeted && message.type === 'ALTER_TOOL_READY' ) {
      say( 'tool ready' );
    } else if ( greeted && message.type === 'ALTER_TOOL_ERROR' ) {
      status( 'The tool reported an error.' );
    }
  } );

  frame.src = runtime.iframeUrl;
  place.append( frame );
} )();
