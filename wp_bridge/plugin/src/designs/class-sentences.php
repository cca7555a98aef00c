<?php
/**
 * What went wrong with local designs.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Designs;

use AlterConnector\Protocol\Bad_Bundle;

/**
 * By code: `localDesign.…` are the contract's, `shop.…` its problems that keep a browser from a design, `local.…` this
 * shop's own.
 */
final class Sentences {

	/**
	 * All of them.
	 *
	 * @return array<string, string>
	 */
	public static function all(): array {
		return self::of_import() + self::of_shop() + self::of_disk();
	}

	/**
	 * Why the connector could not fetch it, or does not trust it any more.
	 *
	 * @return array<string, string>
	 */
	private static function of_import(): array {
		return array(
			'localDesign.planNotEligible'  => __( 'Your Alter plan does not include downloads of designs. Extend the plan, then import again.', 'alter-connector' ),
			'localDesign.designUnknown'    => __( 'Alter has no such design in your storefront any more. Choose another design.', 'alter-connector' ),
			'localDesign.fileGone'         => __( 'Alter names a file that it does not have. Save the design in Alter once more, then import again.', 'alter-connector' ),
			'localDesign.wrongHash'        => __( 'A file came from Alter damaged. Import again.', 'alter-connector' ),
			'localDesign.wrongSize'        => __( 'A file came from Alter with another length than announced. Import again.', 'alter-connector' ),
			'localDesign.forbiddenType'    => __( 'The design contains a kind of file that may not lie in a shop, such as SVG or HTML. Replace it in Alter, then import again.', 'alter-connector' ),
			'localDesign.fileTooLarge'     => __( 'A file of the design is larger than the connector takes. Make it smaller in Alter, or ask the connector\'s operator.', 'alter-connector' ),
			'localDesign.tooLarge'         => __( 'The design is larger than the connector takes. Make it smaller in Alter, or ask the connector\'s operator.', 'alter-connector' ),
			'localDesign.tooManyFiles'     => __( 'The design has more files than the connector takes. Ask its operator.', 'alter-connector' ),
			'localDesign.storeFull'        => __( 'The local designs of this shop fill the room that the connector has for them. Ask its operator for more.', 'alter-connector' ),
			'localDesign.diskFull'         => __( 'The connector\'s disk is full. Tell its operator, then import again.', 'alter-connector' ),
			'localDesign.unreadable'       => __( 'Alter described the design in a way that the connector cannot read. Update the connector, then import again.', 'alter-connector' ),
			'localDesign.refused'          => __( 'Alter refused to hand the design out. Check the connection in the Alter settings, then import again.', 'alter-connector' ),
			'localDesign.alterUnavailable' => __( 'Alter did not answer for a long time. Import again later.', 'alter-connector' ),
			'localDesign.changed'          => __( 'The manifest in this shop is not the one that was installed. Install the design again, or accept the change if you made it.', 'alter-connector' ),
			'localDesign.unreachable'      => __( 'The connector could not load the design from this shop for a day. Make sure that the shop is public, then check again.', 'alter-connector' ),
			'localDesign.filesMissing'     => __( 'The connector has lost files of this design. Import it again.', 'alter-connector' ),
			'localDesign.notInstalled'     => __( 'The design is not installed in this shop. Install it, then retry.', 'alter-connector' ),
		);
	}

	/**
	 * Why a browser would not get it from this shop.
	 *
	 * @return array<string, string>
	 */
	private static function of_shop(): array {
		return array(
			'shop.cors'           => __( 'The web server does not allow Alter\'s pages to load the files. Add the lines below to its settings, then check again.', 'alter-connector' ),
			'shop.mediaType'      => __( 'The web server sends the files as web pages. Add the lines below to its settings, then check again.', 'alter-connector' ),
			'shop.html'           => __( 'A web page comes instead of the files, maybe a login or a notice that the shop opens soon. Let the files through, then check again.', 'alter-connector' ),
			'shop.notJson'        => __( 'Something else than the manifest comes from its address. Let the files through, then check again.', 'alter-connector' ),
			'shop.httpStatus'     => __( 'The files cannot be loaded from outside: the shop answers with an error. Look for a firewall or a security plugin that blocks them, then check again.', 'alter-connector' ),
			'shop.redirect'       => __( 'The files\' address leads on to another one. Correct the site address in the WordPress settings, then check again.', 'alter-connector' ),
			'shop.privateAddress' => __( 'The connector cannot reach this shop: its address is not a public one. Local designs work on public shops.', 'alter-connector' ),
			'shop.timeout'        => __( 'The shop did not send the files in time. Check again; if it stays, the hosting is too slow for them.', 'alter-connector' ),
			'shop.dns'            => __( 'The shop\'s name cannot be found from outside. Check the domain, then check again.', 'alter-connector' ),
			'shop.tls'            => __( 'The shop\'s certificate is not valid. Renew it, then check again.', 'alter-connector' ),
			'shop.connect'        => __( 'The connector cannot reach this shop. Look for a firewall that blocks it, then check again.', 'alter-connector' ),
			'shop.mixedContent'   => __( 'The shop uses http, and Alter\'s pages load files by https only. Switch the shop to https, then check again.', 'alter-connector' ),
			'shop.hashMismatch'   => __( 'Other bytes come from the shop than were installed. Exclude the folder uploads/alter from plugins and services that compress or change files, then check again.', 'alter-connector' ),
			'shop.forbiddenType'  => __( 'The shop sends another kind of file than was installed. Exclude the folder uploads/alter from plugins and services that change files, then check again.', 'alter-connector' ),
		);
	}

	/**
	 * Why this shop did not take it, or what became of it here.
	 *
	 * @return array<string, string>
	 */
	private static function of_disk(): array {
		$refused = __( 'The download was not the design that was asked for, and nothing of it was kept. Try again; if it stays, tell the connector\'s operator.', 'alter-connector' );
		return array(
			Bad_Bundle::BROKEN    => __( 'The download arrived damaged, and nothing of it was kept. Try again.', 'alter-connector' ),
			Bad_Bundle::HASH      => __( 'A downloaded file was damaged, and nothing of the design was kept. Try again.', 'alter-connector' ),
			Bad_Bundle::KIND      => __( 'The download contains a kind of file that may not lie in a shop. Nothing of it was kept; tell the connector\'s operator.', 'alter-connector' ),
			Bad_Bundle::NAME      => __( 'The download contains a file with a name that may not lie in a shop. Nothing of it was kept; tell the connector\'s operator.', 'alter-connector' ),
			Bad_Bundle::FOREIGN   => $refused,
			Bad_Bundle::LIST      => $refused,
			Disk_Trouble::FOLDER  => __( 'The folder “alter” in the uploads folder cannot be made or written to. Allow WordPress to write there, then try again.', 'alter-connector' ),
			Disk_Trouble::FULL    => __( 'There is too little room on this shop\'s disk; a design needs twice its size for a moment. Make room, then try again.', 'alter-connector' ),
			Disk_Trouble::WRITE   => __( 'A file could not be written. Look at the room that your hosting gives you, then try again.', 'alter-connector' ),
			Look::GONE            => __( 'Files of the design are missing in this shop. Install it again.', 'alter-connector' ),
			Look::MANIFEST        => __( 'The manifest in this shop is not the one that was installed. Install the design again, or accept the change if you made it.', 'alter-connector' ),
			Look::FILE            => __( 'A file of the design is not the one that was installed: a plugin may have changed it. Install the design again.', 'alter-connector' ),
			'local.failed'        => __( 'The connector did not answer. It is tried again by itself.', 'alter-connector' ),
			'local.paused'        => __( 'The connector does not answer at the moment. It is tried again by itself.', 'alter-connector' ),
			'local.stranger'      => __( 'Something else answered in the connector\'s place. It is tried again by itself; check the connector\'s address if this stays.', 'alter-connector' ),
			'local.blocked'       => __( 'This WordPress is told not to call other servers. It goes on when calls to the connector are allowed.', 'alter-connector' ),
			'local.unnamed'       => __( 'This shop is not connected to Alter. Connect it in the Alter settings.', 'alter-connector' ),
			'connector.downloads' => __( 'The connector sends many designs at the moment. It is tried again by itself.', 'alter-connector' ),
			'store.tooMany'       => __( 'The connector has looked at this shop many times within a minute. It is tried again by itself.', 'alter-connector' ),
		);
	}
}
