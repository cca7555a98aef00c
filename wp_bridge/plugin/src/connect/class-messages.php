<?php
/**
 * Words for what can happen.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * Finds the words for an outcome: of connecting first, then of a connected shop. A code that nobody knows here (a
 * newer connector) is told with the connector's own sentence.
 */
final class Messages {

	/**
	 * The words.
	 *
	 * @param Outcome $outcome What happened.
	 */
	public static function of( Outcome $outcome ): Message {
		return self::known( $outcome ) ?? new Message(
			__( 'The connector refused', 'alter-connector' ),
			/* translators: 1: a sentence in English, as the connector gave it, 2: a code such as store.unknown. */
			sprintf( __( 'It said: %1$s (%2$s)', 'alter-connector' ), $outcome->text( 'detail' ), $outcome->code ),
			Message::TAB
		);
	}

	/**
	 * The words of this plugin's own; null for a code it does not know.
	 *
	 * @param Outcome $outcome What happened.
	 */
	public static function known( Outcome $outcome ): ?Message {
		return Connect_Words::of( $outcome ) ?? self::done( $outcome ) ?? self::of_standing( $outcome ) ?? self::of_the_way( $outcome );
	}

	/**
	 * What went well.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function done( Outcome $outcome ): ?Message {
		$none = Message::NONE;
		switch ( $outcome->code ) {
			case 'done.refreshed':
				return new Message( __( 'Refreshed', 'alter-connector' ), __( 'What stands below is what the connector says now.', 'alter-connector' ), $none, 'success' );
			case 'done.rotated':
				return new Message( __( 'New token', 'alter-connector' ), __( 'This site uses a new token. The one before opens the connector for 24 hours more.', 'alter-connector' ), $none, 'success' );
			case 'token.underWay':
				return new Message( __( 'A new token is being made already', 'alter-connector' ), __( 'Another click asked for it a moment ago. This site uses it as soon as it is there.', 'alter-connector' ), $none, 'info' );
			case 'done.moved':
				return new Message( __( 'Moved', 'alter-connector' ), __( 'The connector knows this shop at its new address. Add the new domain in Alter, too.', 'alter-connector' ), $none, 'success' );
			case 'done.separated':
				return new Message( __( 'This copy stands on its own', 'alter-connector' ), __( 'It has forgotten the connection, and the original keeps it. Connect this site when you like.', 'alter-connector' ), $none, 'success' );
			case 'done.stayed':
				return new Message( __( 'Safe mode stays on', 'alter-connector' ), __( 'Nothing is sent to the connector from here. You can decide at any time on this page.', 'alter-connector' ), $none, 'info' );
			case 'done.checked':
				return new Message( __( 'Checked', 'alter-connector' ), __( 'The results stand in the list of requirements.', 'alter-connector' ), $none, 'success' );
			case 'probe.reached':
				/* translators: %s: a number of milliseconds. */
				$text = sprintf( __( 'This site reached the connector, and the connector\'s own call was received here in %s ms.', 'alter-connector' ), $outcome->text( 'ms' ) );
				return new Message( __( 'Both ways work', 'alter-connector' ), $text, $none, 'success' );
			case 'probe.failed':
				return new Message( __( 'The connector could not reach this site', 'alter-connector' ), Probe_Words::of( $outcome ), $none );
		}
		return null;
	}

	/**
	 * What stands between the site and its connection.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function of_standing( Outcome $outcome ): ?Message {
		switch ( $outcome->code ) {
			case 'auth.invalidToken':
				return new Message( __( 'The connector does not know this site any more', 'alter-connector' ), __( 'Its token was revoked, or the shop was removed there. Connect again; your product mappings stay.', 'alter-connector' ) );
			case 'auth.previousToken':
				return new Message( __( 'This site uses an older token', 'alter-connector' ), __( 'A restored backup may have brought it back. Connect again; your product mappings stay.', 'alter-connector' ) );
			case 'store.needsReconnect':
				return new Message( __( 'Alter does not accept the connection any more', 'alter-connector' ), __( 'Its credential was revoked in Alter, or ran out. Connect again and approve; your product mappings stay.', 'alter-connector' ) );
			case 'store.siteMoved':
				return new Message( __( 'This connection belongs to another address', 'alter-connector' ), __( 'The site was moved or copied. Decide on this page what it is; nothing is changed until then.', 'alter-connector' ), Message::TAB, 'warning' );
			case 'store.moveUnproved':
				return new Message( __( 'The connector could not see this site at its new address', 'alter-connector' ), Probe_Words::of( $outcome ), Message::NONE );
			case 'store.tooManyProbes':
				return new Message( __( 'Tested often just now', 'alter-connector' ), __( 'The connector calls a shop at most ten times a minute. Wait a minute, then try again.', 'alter-connector' ), Message::NONE, 'warning' );
			case 'plugin.tooOld':
				return new Message( __( 'This plugin is too old for the connector', 'alter-connector' ), __( 'The connector has moved on and does not speak with this version. Update the plugin; the connection stays.', 'alter-connector' ), Message::UPDATE );
		}
		return null;
	}

	/**
	 * What stands between this site, the connector and Alter.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function of_the_way( Outcome $outcome ): ?Message {
		$again = null === $outcome->proof ? Message::TAB : Message::RESUME;
		switch ( $outcome->code ) {
			case 'address.refused':
				return new Message( __( 'This address cannot be used', 'alter-connector' ), $outcome->text( 'detail' ), Message::TAB );
			case 'unreachable.blocked':
			case 'unreachable.failed':
			case 'unreachable.stranger':
			case 'unreachable.paused':
			case 'unreachable.unnamed':
				// The sentence was made where the cause was known, in this site's language.
				return new Message( __( 'The connector was not reached', 'alter-connector' ), $outcome->text( 'detail' ), $again );
			case 'alter.busy':
			case 'alter.unavailable':
			case 'alter.unreachable':
			case 'alter.unauthorised':
				return new Message( __( 'Alter cannot answer at the moment', 'alter-connector' ), __( 'The connector was reached, but Alter behind it was not. Try again in a moment.', 'alter-connector' ), $again, 'warning' );
		}
		return null;
	}
}
