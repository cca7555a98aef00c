<?php
/**
 * Words for why the connector did not reach this site.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * What `POST /v1/store/probe` (`code`) and `POST /v1/store/move` (`reason`) name.
 */
final class Probe_Words {

	/**
	 * The sentence: one cause, one action.
	 *
	 * @param Outcome $outcome With `reason`, and `status` where something answered.
	 */
	public static function of( Outcome $outcome ): string {
		$reason = $outcome->text( 'reason' );
		switch ( $reason ) {
			case 'dns':
				return __( 'The shop\'s host name does not resolve from there. Check its DNS records.', 'alter-connector' );
			case 'refusedAddress':
				return __( 'The shop\'s name leads to a private address or an unusual port. It needs a public one to be reached.', 'alter-connector' );
			case 'tls':
				return __( 'The shop\'s certificate is not trusted from there. Let your host renew it, with its whole chain.', 'alter-connector' );
			case 'connect':
				return __( 'Nothing answered at the shop\'s address. A firewall may turn the connector away: ask your host.', 'alter-connector' );
			case 'timeout':
				return __( 'The shop did not answer within five seconds. Check its load, and whether a firewall holds the call.', 'alter-connector' );
			case 'redirect':
				return __( 'The shop redirects the call to its REST API. Make the site address in Settings > General the final one.', 'alter-connector' );
			case 'tooLarge':
			case 'malformed':
				return __( 'A page came back instead of the plugin\'s answer. Look for a plugin that guards the REST API, a password page, or maintenance mode.', 'alter-connector' );
			case 'status':
				/* translators: %s: an HTTP status, e.g. 403. */
				return sprintf( __( 'The REST API refused the call with status %s. Allow /wp-json/alter/v1/ in your security plugin or firewall.', 'alter-connector' ), '' === $outcome->text( 'status' ) ? '4xx' : $outcome->text( 'status' ) );
			case 'mismatch':
				return __( 'Something answered there, but not this site with its present secret: another server, a cache, or a copy. Connect again if this site was restored from a backup.', 'alter-connector' );
		}
		/* translators: %s: the reason, in English, as the connector gave it. */
		return sprintf( __( 'Its reason: %s', 'alter-connector' ), '' === $outcome->text( 'detail' ) ? $reason : $outcome->text( 'detail' ) );
	}
}
