<?php
/**
 * What stands above the list.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Bindings;

use AlterConnector\State\Connections;
use AlterConnector\State\Differences;
use AlterConnector\State\Standing;

/**
 * Notices, the bar, the plan, and what the last comparison found.
 */
final class Head {

	/**
	 * Built once, by the room.
	 *
	 * @param Connections $connections Whether the shop is connected.
	 * @param Standing    $standing    Whether anything is sent.
	 * @param Progress    $progress    How far all came.
	 * @param Plan        $plan        What the plan allows.
	 * @param Differences $differences What comparisons found.
	 */
	public function __construct(
		private Connections $connections,
		private Standing $standing,
		private Progress $progress,
		private Plan $plan,
		private Differences $differences
	) {}

	/**
	 * Prints it.
	 */
	public function show(): void {
		echo '<div id="alter-notices" aria-live="polite">';
		$this->done();
		echo '</div>';
		if ( null === $this->connections->current() ) {
			$this->stopped( __( 'This shop is not connected to Alter. Mappings are kept here, and sent when it is.', 'alter-connector' ), __( 'Connect', 'alter-connector' ) );
		} elseif ( ! $this->standing->may_write() ) {
			$this->stopped( __( 'Nothing is sent to Alter at the moment, because the connection needs your attention.', 'alter-connector' ), __( 'See what to do', 'alter-connector' ) );
		}
		echo '<div class="alter-head">';
		$this->bar();
		$plan = $this->plan->html();
		echo '<section class="alter-card" data-alter-plan' . ( '' === $plan ? ' hidden' : '' ) . '>' . $plan . '</section>'; // phpcs:ignore WordPress.Security.EscapeOutput -- Escaped where it is made.
		echo '</div>';
		$this->unknown();
	}

	/**
	 * What a click without script did.
	 */
	private function done(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- Says a sentence, changes nothing.
		$verb = isset( $_GET['did'] ) ? sanitize_key( wp_unslash( $_GET['did'] ) ) : '';
		$done = isset( $_GET['done'] ) ? absint( $_GET['done'] ) : 0;
		// phpcs:enable
		if ( in_array( $verb, Acts::VERBS, true ) ) {
			printf( '<div class="notice notice-%1$s is-dismissible"><p>%2$s</p></div>', $done > 0 ? 'success' : 'warning', esc_html( Acts::sentence( $verb, $done ) ) );
		}
	}

	/**
	 * Why nothing is sent.
	 *
	 * @param string $why  One cause.
	 * @param string $what One action.
	 */
	private function stopped( string $why, string $what ): void {
		printf(
			'<div class="notice notice-warning"><p>%1$s <a href="%2$s">%3$s</a></p></div>',
			esc_html( $why ),
			esc_url( admin_url( 'admin.php?page=wc-settings&tab=alter' ) ),
			esc_html( $what )
		);
	}

	/**
	 * The bar.
	 */
	private function bar(): void {
		$now = $this->progress->now();
		echo '<section class="alter-card alter-progress" data-alter-progress data-open="' . esc_attr( (string) ( $now['total'] - $now['done'] ) ) . '"><h2>' . esc_html__( 'Sync', 'alter-connector' ) . '</h2>';
		printf( '<progress max="%1$d" value="%2$d" aria-labelledby="alter-progress-text"></progress>', absint( max( 1, $now['total'] ) ), 0 === $now['total'] ? 0 : (int) $now['done'] );
		echo '<p id="alter-progress-text" role="status">' . esc_html( $now['text'] ) . '</p>';
		echo '<form method="post" data-alter-failed' . ( 0 === $now['failed'] ? ' hidden' : '' ) . '>';
		wp_nonce_field( Screen::RETRY_ALL );
		echo '<button type="submit" class="button" name="' . esc_attr( Screen::RETRY_ALL ) . '" value="1">' . esc_html__( 'Retry all that failed', 'alter-connector' ) . '</button></form></section>';
	}

	/**
	 * What the connector has and no product here asks for. Named, never touched: another plugin may have made it.
	 */
	private function unknown(): void {
		$last  = $this->differences->last();
		$total = null === $last ? 0 : $last['unknown_total'];
		if ( 0 === $total ) {
			return;
		}
		/* translators: %s: a number of bindings. */
		$sentence = sprintf( _n( 'The connector has %s binding that no product here asks for. It is left alone.', 'The connector has %s bindings that no product here asks for. They are left alone.', $total, 'alter-connector' ), number_format_i18n( $total ) );
		echo '<details class="alter-unknown"><summary>' . esc_html( $sentence ) . '</summary><ul>';
		foreach ( $last['unknown'] as $each ) {
			echo '<li><code>' . esc_html( "{$each['product']} {$each['type']} ({$each['status']})" ) . '</code></li>';
		}
		echo '</ul></details>';
	}
}
