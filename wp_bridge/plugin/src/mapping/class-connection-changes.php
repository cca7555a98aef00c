<?php
/**
 * What follows when the site connects, disconnects, or stands otherwise.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Mapping;

use AlterConnector\State\Backlog;
use AlterConnector\State\Connections;
use AlterConnector\State\Differences;
use AlterConnector\State\Known_Store;
use AlterConnector\State\Mapped_Storefront;
use AlterConnector\State\Mirror;
use AlterConnector\State\Rechecks;
use AlterConnector\State\Schema;
use AlterConnector\State\Settings;
use AlterConnector\State\Standing;

/**
 * Mappings outlive a connection: they are the products' own. What the connector was told does not.
 */
final class Connection_Changes {

	/**
	 * The store that the mirror speaks of.
	 */
	private const OPTION = 'alter_connector_mirrored_store';

	/**
	 * Built once, by the room.
	 *
	 * @param Connections       $connections The connection.
	 * @param Known_Store       $known_store Knows the storefront, and what external ids begin with.
	 * @param Schema            $schema      The tables.
	 * @param Mirror            $mirror      What is known.
	 * @param Mapped_Storefront $storefront  Which one the mappings were made for.
	 * @param Backlog           $backlog     What is on its way.
	 * @param Rechecks          $rechecks    What is to be looked at.
	 * @param Differences       $differences What comparisons found.
	 * @param Schedule          $schedule    The jobs.
	 */
	public function __construct(
		private Connections $connections,
		private Known_Store $known_store,
		private Schema $schema,
		private Mirror $mirror,
		private Mapped_Storefront $storefront,
		private Backlog $backlog,
		private Rechecks $rechecks,
		private Differences $differences,
		private Schedule $schedule
	) {}

	/**
	 * Listens.
	 */
	public function register(): void {
		add_action( 'alter_connector_connected', array( $this, 'connected' ), 10, 0 );
		add_action( 'alter_connector_disconnected', array( $this, 'disconnected' ), 10, 0 );
		add_action( 'alter_connector_standing_changed', array( $this, 'standing_changed' ), 10, 2 );
		foreach ( array( Schedule::FLUSH, Schedule::SWEEP, Schedule::COMPARE ) as $job ) {
			add_action( $job, array( $this, 'take_storefront' ), 5, 0 );
		}
		add_action( 'update_option_' . Settings::OPTION, array( $this, 'settings_changed' ), 10, 2 );
		add_action( 'add_option_' . Settings::OPTION, array( $this, 'settings_added' ), 10, 2 );
	}

	/**
	 * Everything is sent: a new store has nothing, and of an old one nobody knows what it still has. Products are
	 * looked at too, since they may have changed while nobody listened.
	 */
	public function connected(): void {
		$connection = $this->connections->current();
		if ( null === $connection ) {
			return;
		}
		$this->schema->make_sure( true );
		$this->take_storefront();
		$before = get_option( self::OPTION );
		if ( $before !== $connection->store_id ) {
			$this->mirror->begin_anew();
			update_option( self::OPTION, $connection->store_id, false );
		}
		$this->mirror->resend_all( $this->known_store->external_id_prefix() );
		$this->differences->forget();
		$this->rechecks->add( Rechecks::EVERYTHING );
		$this->schedule->keep_up();
		$this->schedule->wake( 0 );
	}

	/**
	 * Mappings for another storefront are drafts before anything of them is sent. Jobs ask for it too: the request that
	 * connected may have died before it came so far.
	 */
	public function take_storefront(): void {
		if ( null !== $this->connections->current() ) {
			$this->storefront->take( $this->known_store->number( 'storefrontId' ) );
		}
	}

	/**
	 * No job runs any more. The mirror stays for a reconnect.
	 */
	public function disconnected(): void {
		$this->schedule->stop();
		$this->differences->forget();
	}

	/**
	 * What waited may go.
	 *
	 * @param mixed $before A standing.
	 * @param mixed $after  Another one.
	 */
	public function standing_changed( mixed $before, mixed $after ): void {
		if ( Standing::OK === $after && null !== $this->connections->current() ) {
			$this->backlog->hasten();
			$this->schedule->keep_up();
			$this->schedule->wake( 0 );
		}
	}

	/**
	 * The setting about unpublished products concerns many of them.
	 *
	 * @param mixed $before The option's value.
	 * @param mixed $after  The new one.
	 */
	public function settings_changed( mixed $before, mixed $after ): void {
		$key = 'unpublished_deactivates';
		$was = Settings::clean( $before )[ $key ];
		if ( Settings::clean( $after )[ $key ] !== $was ) {
			$this->rechecks->add( Rechecks::EVERYTHING );
			$this->schedule->wake( 1 );
		}
	}

	/**
	 * The first choice is a change of the default.
	 *
	 * @param mixed $name  The option's.
	 * @param mixed $value Its value.
	 */
	public function settings_added( mixed $name, mixed $value ): void {
		$this->settings_changed( null, $value );
	}
}
