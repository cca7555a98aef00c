<?php
/**
 * Words for what can happen while a site is connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

/**
 * Every `connect.*` code of the contract, and what this site itself finds out on the owner's way back.
 */
final class Connect_Words {

	/**
	 * The words, by code; null for a code of another table.
	 *
	 * @param Outcome $outcome What happened.
	 */
	public static function of( Outcome $outcome ): ?Message {
		return self::on_the_way_back( $outcome ) ?? self::of_the_attempt( $outcome ) ?? self::of_the_store( $outcome );
	}

	/**
	 * Found out by this site, when the owner came back.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function on_the_way_back( Outcome $outcome ): ?Message {
		switch ( $outcome->code ) {
			case 'return.denied':
				return new Message( __( 'The connection was not approved', 'alter-connector' ), __( 'At Alter, the request to connect this shop was turned down. Nothing was changed. You can ask again at any time.', 'alter-connector' ), Message::START, 'warning' );
			case 'return.failed':
				return new Message( __( 'Alter could not approve the connection', 'alter-connector' ), __( 'Alter sent you back with an error instead of an approval. Start again; if it stays so, look in Alter whether your account may manage the storefront.', 'alter-connector' ) );
			case 'return.otherUser':
				return new Message( __( 'Another user began this', 'alter-connector' ), __( 'You came back as another user of this site than the one who pressed Connect. Start again as the user you are now.', 'alter-connector' ) );
			case 'return.unknown':
				return new Message( __( 'This site is not waiting for that link', 'alter-connector' ), __( 'The link that brought you here was used before, or belongs to another site. Start again from here.', 'alter-connector' ) );
			case 'return.ending':
				return new Message( __( 'Connecting', 'alter-connector' ), __( 'The connection is just being finished. This page looks again by itself.', 'alter-connector' ), Message::NONE, 'info' );
			case 'connected':
				return new Message( __( 'This shop is connected', 'alter-connector' ), __( 'Alter approved, and the connector knows this shop.', 'alter-connector' ), Message::TAB, 'success' );
			case 'byHand.malformed':
				return new Message( __( 'These are no credentials', 'alter-connector' ), __( 'An access key and an access token are each one word without spaces. Copy both from Alter once more.', 'alter-connector' ), Message::NONE );
			case 'answer.odd':
				return new Message( __( 'The connector answered something unexpected', 'alter-connector' ), __( 'What answered is no connector of this version. Check its address, or ask whoever runs it.', 'alter-connector' ) );
			case 'site.notKept':
				return new Message( __( 'The database did not keep the connection', 'alter-connector' ), __( 'The connector agreed, but this site could not write it down. Let your host check the database, then try again.', 'alter-connector' ), null === $outcome->proof ? Message::TAB : Message::RESUME );
		}
		return null;
	}

	/**
	 * What the connector says of an attempt.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function of_the_attempt( Outcome $outcome ): ?Message {
		switch ( $outcome->code ) {
			case 'connect.unknown':
				return new Message( __( 'The connector does not know this attempt', 'alter-connector' ), __( 'It may have been set up anew, or another connector answers at its address. Start again.', 'alter-connector' ) );
			case 'connect.proofMismatch':
				return new Message( __( 'The answer does not fit the question', 'alter-connector' ), __( 'What came back from Alter belongs to another attempt. Close other tabs in which you connected, and start again.', 'alter-connector' ) );
			case 'connect.expired':
				return new Message( __( 'That took longer than ten minutes', 'alter-connector' ), __( 'An attempt to connect ends after ten minutes. Start again; the approval at Alter takes a few seconds.', 'alter-connector' ) );
			case 'connect.used':
				return new Message( __( 'This attempt is over', 'alter-connector' ), __( 'It was finished before, and what it answered cannot be had again. Start again; your product mappings stay.', 'alter-connector' ) );
			case 'connect.rejected':
				return new Message( __( 'Alter did not accept the approval', 'alter-connector' ), __( 'The approval was too old, or used already. Start again, and approve without a break.', 'alter-connector' ) );
			case 'connect.upstreamUnavailable':
				return null === $outcome->proof
					? new Message( __( 'Alter did not answer', 'alter-connector' ), __( 'The approval went out to Alter, and no answer came back. It cannot be used a second time: start again.', 'alter-connector' ) )
					: new Message( __( 'Alter cannot be reached at the moment', 'alter-connector' ), __( 'Your approval was not used yet and is still good. Wait a moment, then finish below; you need not approve again.', 'alter-connector' ), Message::RESUME, 'warning' );
			case 'connect.credentialsRejected':
				return new Message( __( 'Alter does not know these credentials', 'alter-connector' ), __( 'The access key and the access token do not belong together, or were revoked. Make a new pair in Alter and enter both.', 'alter-connector' ), Message::NONE );
			case 'connect.tooMany':
				return new Message( __( 'Too many attempts', 'alter-connector' ), __( 'Somebody at your address connected very often just now. Wait a minute, then start again.', 'alter-connector' ), null === $outcome->proof ? Message::START : Message::RESUME, 'warning' );
		}
		return null;
	}

	/**
	 * What the connector says of the shop.
	 *
	 * @param Outcome $outcome What happened.
	 */
	private static function of_the_store( Outcome $outcome ): ?Message {
		switch ( $outcome->code ) {
			case 'connect.storeTaken':
				return new Message( __( 'This address is connected already', 'alter-connector' ), __( 'The connector holds another connection for this shop\'s address, and could not see that this site is the same shop. Make sure the site answers from outside (Check, below the button), then start again and approve the same storefront as before.', 'alter-connector' ) );
			case 'connect.storefrontShared':
				$text = '' === $outcome->text( 'storeUrl' )
					? __( 'Another shop here uses the same Alter storefront. Both can share it; this shop then gets product ids of its own. To keep them apart, connect again and choose another storefront at Alter.', 'alter-connector' )
					/* translators: %s: the address of another shop. */
					: sprintf( __( '%s uses the same Alter storefront. Both can share it; this shop then gets product ids of its own. To keep them apart, connect again and choose another storefront at Alter.', 'alter-connector' ), $outcome->text( 'storeUrl' ) );
				return new Message( __( 'Share this storefront?', 'alter-connector' ), $text, null === $outcome->proof ? Message::NONE : Message::SHARE, 'info' );
			case 'connect.enrolmentRequired':
				return new Message( __( 'The connector asks for a code', 'alter-connector' ), __( 'It takes new shops only with an enrolment code. Whoever runs it can give you one; enter it beside the button.', 'alter-connector' ), Message::TAB, 'warning' );
			case 'connect.enrolmentInvalid':
				return new Message( __( 'This enrolment code is not valid (any more)', 'alter-connector' ), __( 'A code is for one shop and for a limited time. Ask whoever runs the connector for a new one, and enter it beside the button.', 'alter-connector' ), Message::TAB );
			case 'connect.invalidStoreUrl':
				/* translators: %s: the reason, in English, as the connector gave it. */
				$text = sprintf( __( 'Its reason: %s Correct the site address in WordPress under Settings > General.', 'alter-connector' ), $outcome->text( 'detail' ) );
				return new Message( __( 'The connector cannot take this shop\'s address', 'alter-connector' ), $text, Message::GENERAL );
			case 'connect.invalidReturnUrl':
				return new Message( __( 'The administration lies at another address than the shop', 'alter-connector' ), __( 'Alter sends you back only to pages below the shop\'s own address. Give the WordPress address and the site address the same protocol and host under Settings > General.', 'alter-connector' ), Message::GENERAL );
		}
		return null;
	}
}
