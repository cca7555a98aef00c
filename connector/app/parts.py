"""The collaborators that several flows share, and the flows made of them."""

from __future__ import annotations

from functools import partial
from random import SystemRandom

from connector import __version__
from connector.app.adapters import Adapters
from connector.domain.facts import IframeAddresses, ServiceFacts
from connector.domain.window import Rate, SlidingWindow
from connector.flows.bindings.change import ChangeBindings
from connector.flows.bindings.put import PutBindings
from connector.flows.bindings.read import ReadBindings
from connector.flows.cart.claim import ClaimOrder
from connector.flows.cart.orders import CartOrders
from connector.flows.collaborators.answer_cache import AnswerCache
from connector.flows.collaborators.bell import Bells
from connector.flows.collaborators.bootstrap_cache import BootstrapSource
from connector.flows.collaborators.connection_secrets import ConnectionSecrets
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.design_imports import DesignImports
from connector.flows.collaborators.designs import Designs
from connector.flows.collaborators.kept_reads import KeptReads
from connector.flows.collaborators.lease import Leases
from connector.flows.collaborators.listing_scan import ListingScan
from connector.flows.collaborators.manifest_check import ManifestCheck
from connector.flows.collaborators.manifest_watch import ManifestWatch
from connector.flows.collaborators.order_replay import OrderReplay
from connector.flows.collaborators.packages import Packages
from connector.flows.collaborators.purse import Purse
from connector.flows.collaborators.reconciliation import Reconciliation
from connector.flows.collaborators.settling import Settling
from connector.flows.collaborators.site_challenge import SiteChallenge
from connector.flows.collaborators.store_description import StoreDescription
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.thumbnails import Thumbnails
from connector.flows.connect.address_proof import AddressProver, ProveAddresses
from connector.flows.connect.admission import Admission
from connector.flows.connect.complete import CompleteConnect
from connector.flows.connect.credentials import ConnectWithCredentials
from connector.flows.connect.exchange import ExchangeThroughGateway
from connector.flows.connect.settlement import Settlement
from connector.flows.connect.start import ConnectPage, StartConnect
from connector.flows.designs.read import ReadDesigns
from connector.flows.designs.thumbnail import ShowThumbnail
from connector.flows.gateway.bindings import GatewayBindings
from connector.flows.gateway.check import GatewayCheck
from connector.flows.gateway.file import GatewayFile
from connector.flows.gateway.orders import GatewayOrders
from connector.flows.gateway.read import GatewayRead
from connector.flows.gateway.relay import Relay
from connector.flows.gateway.session import GatewaySession
from connector.flows.housekeeping import KeepHouse
from connector.flows.local_designs.bundle import DeliverBundle
from connector.flows.local_designs.fetching import FileFetcher
from connector.flows.local_designs.import_run import ImportDesigns
from connector.flows.local_designs.installed import AcceptInstallation
from connector.flows.local_designs.lease import DesignLeases
from connector.flows.local_designs.read import ReadLocalDesigns
from connector.flows.local_designs.recheck import RecheckDesigns
from connector.flows.local_designs.request import RequestDesign
from connector.flows.local_designs.sweep import SweepBlobs
from connector.flows.local_designs.verify import VerifyManifest
from connector.flows.orders.lease import OrderLeases
from connector.flows.orders.read import ExportOrders, FollowOrders
from connector.flows.orders.run import RunOrders
from connector.flows.orders.sending import OrderSender
from connector.flows.orders.take import TakeOrderEvent
from connector.flows.plugin.deliver import DeliverPlugin
from connector.flows.presence import Census
from connector.flows.storefront.bootstrap import ReadBootstrap
from connector.flows.storefront.products import ShowProduct
from connector.flows.storefront.session import IssueSession
from connector.flows.stores.authenticate import AuthenticateStore
from connector.flows.stores.change import ChangeStore
from connector.flows.stores.describe import CheckStore, DescribeStore
from connector.flows.stores.leave import FinishLeaving, FinishStore, LeaveStore
from connector.flows.stores.move import MoveStore
from connector.flows.stores.probe import ProbeSite
from connector.flows.stores.rotate import RotateSecrets
from connector.flows.sync.batch_size import BatchSizes
from connector.flows.sync.progress import FollowSync
from connector.flows.sync.reconcile import ReconcileNightly, ReconcileNow
from connector.flows.sync.run import RunSync
from connector.flows.sync.sending import BatchSender
from connector.settings import Settings
from connector.web.parts import Flows
from connector.worker.loop import Worker
from wp_bridge import protocol
from wp_bridge.delivery.source import latest_version
from wp_bridge.errors import PluginNotBuildable

_CACHE_BYTES = 64 * 1024 * 1024
_LARGEST_KEPT = 4 * 1024 * 1024
"""As large as a picture that is shown: one that is not kept would cost a call each time."""

_ANONYMOUS_CALLS = Rate(120, 60.0)
"""Calls without a store (fonts, currencies, previews, signed files) by one client a minute."""

_SITE_CALLS = Rate(10, 60.0)
"""Probes and proofs of a move that one store may cause a minute: each calls an address it chose."""


class Parts:
    """The collaborators that several flows share, and the flows made of them."""

    def __init__(self, settings: Settings, adapters: Adapters, census: Census) -> None:
        a = adapters
        divided = partial(SlidingWindow, sharing=lambda: census.serving)
        self.divided = divided
        self.purse = Purse(a.budget, a.clock, a.ledger)
        self.settings = settings
        self.adapters = adapters
        self.bells = Bells()
        self.store_secrets = StoreSecrets(a.vault)
        self.connection_secrets = ConnectionSecrets(a.vault)
        self.description = StoreDescription(
            service_facts(settings), settings.alter.app_origin, a.clock
        )
        self.check = CredentialCheck(a.database, a.alter, self.store_secrets, a.clock)
        self.settling = Settling(a.database, self.bells.settled, a.clock)
        self.leases = Leases(a.database, a.clock)
        self.allow_private = settings.storefront.allow_private_stores
        self.site = SiteChallenge(a.site_http, a.clock)
        self.site_calls = divided(_SITE_CALLS)
        self.finish_store = FinishStore(a.database, a.clock)
        self.prover = AddressProver(self.site, self.connection_secrets)
        watch = ManifestWatch(a.database, self.bells.work, a.clock)
        self.bootstraps = BootstrapSource(a.database, a.alter, a.budget, a.clock, watch)
        self.addresses = IframeAddresses(settings.alter.app_origin, settings.alter.iframe_urls)
        self.anonymous = divided(_ANONYMOUS_CALLS)
        self.answers = AnswerCache(a.clock, most_bytes=_CACHE_BYTES, largest=_LARGEST_KEPT)
        self.reads = KeptReads(a.alter, self.store_secrets, self.answers, a.clock)
        self.designs = Designs(self.reads)
        self.thumbnails = Thumbnails(a.vault, a.clock, settings.service.public_url)
        self.design_imports = DesignImports(a.alter, self.store_secrets)
        self.manifest_check = ManifestCheck(a.site_http, settings.alter.app_origin)
        self.relay = Relay(a.alter, self.store_secrets, self.check)
        self.reconciliation = Reconciliation(
            a.database,
            ListingScan(a.alter, self.store_secrets, a.clock),
            self.leases,
            self.bells.work,
            a.clock,
        )
        self.admission = Admission(settings.enrolment, a.clock)
        self.settlement = Settlement(
            a.database,
            self.store_secrets,
            self.connection_secrets,
            self.description,
            self.prover,
            settings.enrolment,
            a.clock,
        )

    def flows(self) -> Flows:
        a, batch = self.adapters, self.settings.service.sync_batch
        work, settled = self.bells.work, self.bells.settled
        return Flows(
            start_connect=self._start_connect(),
            complete_connect=self._complete_connect(),
            connect_with_credentials=self._connect_with_credentials(),
            authenticate=AuthenticateStore(a.database, a.clock),
            describe_store=DescribeStore(a.database, self.description),
            check_store=CheckStore(
                a.database, self.description, self.check, self.store_secrets, work, a.clock
            ),
            change_store=ChangeStore(a.database, self.description, a.clock, self.allow_private),
            probe_site=ProbeSite(self.site, self.store_secrets, self.site_calls, a.clock),
            rotate_secrets=RotateSecrets(a.database, self.store_secrets, a.clock),
            move_store=self._move_store(),
            leave_store=self._leave_store(),
            put_bindings=PutBindings(a.database, work, self.settling, a.clock, batch),
            read_bindings=ReadBindings(a.database),
            change_bindings=ChangeBindings(a.database, work, self.settling, a.clock),
            follow_sync=FollowSync(
                a.database, a.breaker, work, a.clock, batch, OrderReplay(a.database, a.clock)
            ),
            reconcile=ReconcileNow(self.reconciliation, self.check),
            read_designs=ReadDesigns(a.database, self.designs, self.check, self.thumbnails),
            show_thumbnail=self._show_thumbnail(),
            request_design=RequestDesign(a.database, work, a.clock),
            read_local_designs=ReadLocalDesigns(a.database),
            deliver_bundle=DeliverBundle(a.database, a.blobs),
            accept_installation=self._accept_installation(),
            verify_manifest=VerifyManifest(self.manifest_check, self.site_calls, a.clock),
            take_order_event=TakeOrderEvent(a.database, work, a.clock),
            follow_orders=FollowOrders(a.database),
            export_orders=ExportOrders(a.database, a.alter, self.store_secrets),
            issue_session=self._issue_session(),
            claim_order=self._claim_order(),
            show_product=ShowProduct(a.database, self.addresses),
            read_bootstrap=ReadBootstrap(a.database, self.bootstraps, a.clock),
            gateway_check=GatewayCheck(self.relay),
            gateway_session=GatewaySession(a.database, self.relay, self.purse, a.clock),
            gateway_call=self.relay,
            gateway_orders=GatewayOrders(a.database, self.relay),
            gateway_read=GatewayRead(self.reads, self.check, self.anonymous, a.clock),
            gateway_file=GatewayFile(a.alter, self.store_secrets, self.check),
            gateway_exchange=self._gateway_exchange(),
            gateway_bindings=GatewayBindings(
                a.database, self.leases, self.relay, settled, self.purse, a.clock
            ),
            deliver_plugin=self._deliver_plugin(),
        )

    def worker(self) -> Worker:
        a, service = self.adapters, self.settings.service
        sender = BatchSender(a.database, a.alter, self.purse, a.breaker, a.clock, SystemRandom())
        sync = RunSync(
            a.database,
            self.leases,
            sender,
            self.store_secrets,
            self.check,
            self.bells.settled,
            a.clock,
            BatchSizes(service.sync_batch),
        )
        return Worker(
            sync,
            self._run_orders(),
            self._import_designs(),
            self.bells.work,
            prove=ProveAddresses(a.database, self.prover, a.clock),
            finish_leaving=FinishLeaving(a.database, self.finish_store),
            reconcile=ReconcileNightly(a.database, self.reconciliation, self.check, a.clock),
            recheck=RecheckDesigns(a.database, self.manifest_check, self.design_imports, a.clock),
            sweep_blobs=SweepBlobs(a.database, a.blobs, a.clock),
            keep_house=KeepHouse(a.database, a.clock, self.settings.housekeeping.retention),
            lanes=service.sync_workers,
        )

    def _run_orders(self) -> RunOrders:
        a = self.adapters
        return RunOrders(
            a.database,
            OrderLeases(a.database, a.clock),
            OrderSender(a.database, a.alter, self.purse, a.breaker, a.clock, SystemRandom()),
            self.store_secrets,
            self.check,
            a.clock,
        )

    def _import_designs(self) -> ImportDesigns:
        a, limits = self.adapters, self.settings.designs.limits
        return ImportDesigns(
            a.database,
            DesignLeases(a.database, a.clock),
            self.design_imports,
            FileFetcher(a.alter, self.store_secrets, a.site_http, a.blobs, limits),
            self.check,
            a.blobs,
            limits,
            a.clock,
            SystemRandom(),
        )

    def _accept_installation(self) -> AcceptInstallation:
        a = self.adapters
        return AcceptInstallation(
            a.database, self.manifest_check, self.site_calls, self.bells.work, a.clock
        )

    def _start_connect(self) -> StartConnect:
        alter = self.settings.alter
        return StartConnect(
            self.adapters.database,
            self.connection_secrets,
            self.admission,
            ConnectPage(alter.connect_url, alter.connect_params),
            self.adapters.clock,
            self.allow_private,
            self.settings.storefront.connect_open,
        )

    def _complete_connect(self) -> CompleteConnect:
        a = self.adapters
        return CompleteConnect(
            a.database,
            self.connection_secrets,
            a.alter,
            self.check,
            self.settlement,
            a.clock,
            self.allow_private,
        )

    def _connect_with_credentials(self) -> ConnectWithCredentials:
        return ConnectWithCredentials(
            self.adapters.database,
            self.admission,
            self.check,
            self.settlement,
            self.allow_private,
        )

    def _gateway_exchange(self) -> ExchangeThroughGateway:
        a = self.adapters
        return ExchangeThroughGateway(
            a.database,
            self.admission,
            a.alter,
            self.check,
            self.settlement,
            self.allow_private,
        )

    def _move_store(self) -> MoveStore:
        a = self.adapters
        return MoveStore(
            a.database,
            self.site,
            self.store_secrets,
            self.description,
            self.site_calls,
            a.clock,
            self.allow_private,
        )

    def _leave_store(self) -> LeaveStore:
        a = self.adapters
        return LeaveStore(
            a.database,
            self.store_secrets,
            self.leases,
            self.finish_store,
            self.bells.work,
            a.clock,
        )

    def _claim_order(self) -> ClaimOrder:
        a = self.adapters
        orders = CartOrders(a.alter, self.store_secrets, self.check)
        return ClaimOrder(a.database, orders, a.clock, self.designs, self.thumbnails)

    def _deliver_plugin(self) -> DeliverPlugin:
        a = self.adapters
        return DeliverPlugin(a.database, Packages(self.settings.service.public_url), a.clock)

    def _show_thumbnail(self) -> ShowThumbnail:
        a = self.adapters
        return ShowThumbnail(
            a.database,
            a.alter,
            self.store_secrets,
            self.check,
            self.reads,
            self.anonymous,
            self.thumbnails,
        )

    def _issue_session(self) -> IssueSession:
        a, storefront = self.adapters, self.settings.storefront
        return IssueSession(
            a.database,
            a.alter,
            self.store_secrets,
            self.check,
            a.vault,
            self.addresses,
            self.bootstraps,
            self.divided(storefront.storefront_client_limit),
            self.divided(storefront.storefront_store_limit),
            self.purse,
            a.clock,
        )


def service_facts(settings: Settings) -> ServiceFacts:
    return ServiceFacts(
        version=__version__,
        contract=protocol.CONTRACT_VERSION,
        minimum_plugin=protocol.MINIMUM_PLUGIN,
        latest_plugin=_latest_plugin(),
        public_url=settings.service.public_url,
    )


def _latest_plugin() -> str:
    """Without the plugin's files nothing newer can be had here than the oldest that is understood. `doctor` says
    what is wrong; stores are served all the same."""
    try:
        return latest_version()
    except PluginNotBuildable:
        return protocol.MINIMUM_PLUGIN
