<?php
/**
 * By which way shoppers' browsers come to a session.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Checks;

use AlterConnector\Service\Ways;
use AlterConnector\State\Connections;
use AlterConnector\State\Standing;
use AlterConnector\State\Way;

/**
 * Asks the connector as a browser on the shop's page asks it, keeps what came of it, and says why it is so.
 */
final class Session_Way extends Check {

	/**
	 * Built by the list.
	 *
	 * @param Connections $connections The connection.
	 * @param Standing    $standing    A copy asks nobody.
	 * @param Ways        $ways        Finds the way.
	 * @param Way         $way         Keeps it.
	 */
	public function __construct( private Connections $connections, private Standing $standing, private Ways $ways, private Way $way ) {}

	/**
	 * A word for it.
	 */
	public function id(): string {
		return 'way';
	}

	/**
	 * What it looks at.
	 */
	public function title(): string {
		return __( 'Way of browsers to the connector', 'alter-connector' );
	}

	/**
	 * It calls the connector.
	 */
	public function is_remote(): bool {
		return true;
	}

	/**
	 * Finds the way.
	 */
	public function run(): Result {
		$why_not = Asking::why_not( $this->connections, $this->standing );
		if ( null !== $why_not ) {
			return $why_not;
		}
		$heard = $this->ways->find();
		if ( null !== $heard && null === Ways::heard( $heard ) ) {
			/* translators: 1: an HTTP status, 0 for no answer, 2: a technical reason, in English. */
			$more = sprintf( __( 'Its answer: %1$d %2$s', 'alter-connector' ), $heard['status'], $heard['code'] . $heard['problem'] );
			return Result::recommended( __( 'The connector did not say whether the shop\'s pages may call it. What was found before stays.', 'alter-connector' ), $more, __( 'Try again in a few minutes.', 'alter-connector' ) );
		}
		return self::told( $this->way->reason() );
	}

	/**
	 * What a reason means.
	 *
	 * @param string $reason One of `Way::REASONS`.
	 */
	private static function told( string $reason ): Result {
		$relay = __( 'Shoppers\' sessions go through the shop.', 'alter-connector' );
		switch ( $reason ) {
			case Way::PLAIN:
				return Result::recommended( $relay, __( 'The shop is served over https and the connector is not: browsers do not mix them. It works, and takes a little longer.', 'alter-connector' ), __( 'Have whoever runs the connector serve it over https.', 'alter-connector' ) );
			case Way::INSIDE:
				return Result::good( $relay, __( 'The connector is in a private network, where browsers do not reach it.', 'alter-connector' ) );
			case Way::UNREADABLE:
				return Result::recommended( $relay, __( 'Something before the connector takes away the header Access-Control-Allow-Origin, so browsers may not read its answers.', 'alter-connector' ), __( 'Tell whoever runs the connector.', 'alter-connector' ) );
			case Way::FOREIGN:
				return Result::critical( __( 'The connector does not take this shop\'s pages for the shop\'s, so no 3D tool opens.', 'alter-connector' ), '', __( 'Connect again in WooCommerce > Settings > Alter: that takes over the shop\'s present domain.', 'alter-connector' ), self::settings() );
		}
		return Result::good( __( 'Browsers ask the connector directly, and it answers the shop\'s pages.', 'alter-connector' ) );
	}
}
