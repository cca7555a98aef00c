<?php
/**
 * The tab of a shop that is not connected.
 *
 * @package AlterConnector
 */

declare( strict_types=1 );

namespace AlterConnector\Connect;

use AlterConnector\Service\Address;
use AlterConnector\Service\Addresses;

/**
 * One button, what it needs, and the other way.
 */
final class Connect_View {

	/**
	 * Built where it is printed.
	 *
	 * @param Addresses    $addresses  Where the connector is.
	 * @param Site_Facts   $site_facts What the requirements are judged by.
	 * @param Outcome|null $outcome    What happened last.
	 */
	public function __construct( private Addresses $addresses, private Site_Facts $site_facts, private ?Outcome $outcome ) {}

	/**
	 * The page.
	 */
	public function print_page(): void {
		echo '<h2>' . esc_html__( 'Connect this shop with Alter', 'alter-connector' ) . '</h2><div class="alter-connector-card">';
		echo '<p>' . esc_html__( 'You go to Alter, approve there, and come back. Alter gives the credential to the connector, which keeps it sealed; this site gets a token of its own and never sees it.', 'alter-connector' ) . '</p>';
		$form = new Form( 'connect' );
		$this->print_fields( $form );
		$form->submit( __( 'Connect with Alter', 'alter-connector' ), true );
		$this->print_address();
		echo '</div>';
		( new Preflight_View( $this->site_facts->all() ) )->print_list();
		$this->print_by_hand();
	}

	/**
	 * What is only asked for where it is needed.
	 *
	 * @param Form $form Where they belong.
	 */
	private function print_fields( Form $form ): void {
		if ( $this->addresses->is_asked_for() ) {
			$current = $this->current();
			$typed   = null === $this->outcome ? '' : $this->outcome->text( 'typed' );
			$known   = null === $current ? '' : $current->url( '' );
			$form->field(
				'address',
				__( 'Address of the connector', 'alter-connector' ),
				__( 'You have it from your agency or host. It looks like https://connector.example.', 'alter-connector' ),
				array(
					'type'     => 'url',
					'required' => 'required',
					'value'    => '' === $typed ? $known : $typed,
				)
			);
		}
		if ( $this->is_code_asked_for() ) {
			self::print_code( $form );
		} else {
			echo '<details class="alter-connector-code"><summary>' . esc_html__( 'I have an enrolment code', 'alter-connector' ) . '</summary>';
			self::print_code( $form );
			echo '</details>';
		}
	}

	/**
	 * The field for an enrolment code. What is typed goes before what the zip brought.
	 *
	 * @param Form $form Where it belongs.
	 */
	private static function print_code( Form $form ): void {
		$form->field(
			'code',
			__( 'Enrolment code', 'alter-connector' ),
			__( 'For one shop, from whoever runs the connector.', 'alter-connector' ),
			array(
				'autocomplete' => 'off',
				'spellcheck'   => 'false',
			)
		);
	}

	/**
	 * Says which connector it is, for the owner who wants to know whom the shop is entrusted to.
	 */
	private function print_address(): void {
		$current = $this->current();
		if ( null !== $current && ! $this->addresses->is_asked_for() ) {
			/* translators: %s: an address. */
			echo '<p class="description">' . esc_html( sprintf( __( 'The connector is at %s.', 'alter-connector' ), $current->url( '' ) ) ) . '</p>';
		}
	}

	/**
	 * The other way: credentials that the owner made in Alter.
	 */
	private function print_by_hand(): void {
		$was_by_hand = null !== $this->outcome && ( isset( $this->outcome->values['byHand'] ) || 'byHand.malformed' === $this->outcome->code );
		printf( '<details class="alter-connector-card"%s><summary>%s</summary>', $was_by_hand ? ' open' : '', esc_html__( 'Connect with credentials made by hand', 'alter-connector' ) );
		echo '<p>' . esc_html__( 'Where the button cannot be used: make an access key and token in Alter, under E-commerce Settings > Integration. They go to the connector once; this site does not keep them.', 'alter-connector' ) . '</p>';
		$form = new Form( 'by_hand' );
		$this->print_fields( $form );
		$secret = array(
			'autocomplete' => 'off',
			'spellcheck'   => 'false',
			'required'     => 'required',
		);
		$form->field( 'access_key', __( 'Access key', 'alter-connector' ), '', $secret );
		$form->field( 'access_token', __( 'Access token', 'alter-connector' ), '', array( 'type' => 'password' ) + $secret );
		if ( $was_by_hand && 'connect.storefrontShared' === $this->outcome->code ) {
			echo '<p><label>';
			$form->input(
				'share',
				array(
					'type'  => 'checkbox',
					'value' => '1',
				)
			);
			echo ' ' . esc_html__( 'Share this storefront with the other shop', 'alter-connector' ) . '</label></p>';
		}
		$form->submit( __( 'Connect by hand', 'alter-connector' ) );
		echo '</details>';
	}

	/**
	 * Whether the connector wants a code that the zip did not bring, or brought in vain.
	 */
	private function is_code_asked_for(): bool {
		$code = null === $this->outcome ? '' : $this->outcome->code;
		return in_array( $code, array( 'connect.enrolmentRequired', 'connect.enrolmentInvalid' ), true );
	}

	/**
	 * The connector's address; null for none, or for one that is none.
	 */
	private function current(): ?Address {
		try {
			return $this->addresses->current();
		} catch ( \DomainException $bad ) {
			return null;
		}
	}
}
