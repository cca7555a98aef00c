"""What the handlers are given: the flows, and the few facts that belong to the edge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web

from connector.domain.clock import Clock
from connector.domain.facts import ServiceFacts
from connector.domain.window import SlidingWindow
from connector.flows.bindings.change import ChangeBindings
from connector.flows.bindings.put import PutBindings
from connector.flows.bindings.read import ReadBindings
from connector.flows.cart.claim import ClaimOrder
from connector.flows.collaborators.downloads import Downloads
from connector.flows.collaborators.turns import Turns
from connector.flows.connect.complete import CompleteConnect
from connector.flows.connect.credentials import ConnectWithCredentials
from connector.flows.connect.exchange import ExchangeThroughGateway
from connector.flows.connect.start import StartConnect
from connector.flows.designs.read import ReadDesigns
from connector.flows.designs.thumbnail import ShowThumbnail
from connector.flows.gateway.bindings import GatewayBindings
from connector.flows.gateway.check import GatewayCheck
from connector.flows.gateway.file import GatewayFile
from connector.flows.gateway.orders import GatewayOrders
from connector.flows.gateway.read import GatewayRead
from connector.flows.gateway.relay import Relay
from connector.flows.gateway.session import GatewaySession
from connector.flows.local_designs.bundle import DeliverBundle
from connector.flows.local_designs.installed import AcceptInstallation
from connector.flows.local_designs.read import ReadLocalDesigns
from connector.flows.local_designs.request import RequestDesign
from connector.flows.local_designs.verify import VerifyManifest
from connector.flows.orders.read import ExportOrders, FollowOrders
from connector.flows.orders.take import TakeOrderEvent
from connector.flows.plugin.deliver import DeliverPlugin
from connector.flows.storefront.bootstrap import ReadBootstrap
from connector.flows.storefront.products import ShowProduct
from connector.flows.storefront.session import IssueSession
from connector.flows.stores.authenticate import AuthenticateStore
from connector.flows.stores.change import ChangeStore
from connector.flows.stores.describe import CheckStore, DescribeStore
from connector.flows.stores.leave import LeaveStore
from connector.flows.stores.move import MoveStore
from connector.flows.stores.probe import ProbeSite
from connector.flows.stores.rotate import RotateSecrets
from connector.flows.sync.progress import FollowSync
from connector.flows.sync.reconcile import ReconcileNow


@dataclass(frozen=True)
class Flows:
    start_connect: StartConnect
    complete_connect: CompleteConnect
    connect_with_credentials: ConnectWithCredentials
    authenticate: AuthenticateStore
    describe_store: DescribeStore
    check_store: CheckStore
    change_store: ChangeStore
    probe_site: ProbeSite
    rotate_secrets: RotateSecrets
    move_store: MoveStore
    leave_store: LeaveStore
    put_bindings: PutBindings
    read_bindings: ReadBindings
    change_bindings: ChangeBindings
    follow_sync: FollowSync
    reconcile: ReconcileNow
    read_designs: ReadDesigns
    show_thumbnail: ShowThumbnail
    request_design: RequestDesign
    read_local_designs: ReadLocalDesigns
    deliver_bundle: DeliverBundle
    accept_installation: AcceptInstallation
    verify_manifest: VerifyManifest
    take_order_event: TakeOrderEvent
    follow_orders: FollowOrders
    export_orders: ExportOrders
    issue_session: IssueSession
    claim_order: ClaimOrder
    show_product: ShowProduct
    read_bootstrap: ReadBootstrap
    gateway_check: GatewayCheck
    gateway_session: GatewaySession
    gateway_bindings: GatewayBindings
    gateway_call: Relay
    gateway_orders: GatewayOrders
    gateway_read: GatewayRead
    gateway_file: GatewayFile
    gateway_exchange: ExchangeThroughGateway
    deliver_plugin: DeliverPlugin


@dataclass(frozen=True)
class Edge:
    """`ready` raises when the service cannot serve; `connect_attempts` (start, credentials),
    `complete_attempts`, `product_reads` and `plugin_downloads` count by client; one large body of a store is held
    at a time."""

    trusted_proxies: Sequence[IPv4Network | IPv6Network]
    connect_attempts: SlidingWindow
    complete_attempts: SlidingWindow
    product_reads: SlidingWindow
    plugin_downloads: SlidingWindow
    anonymous_calls: SlidingWindow
    app_origin: str
    facts: ServiceFacts
    clock: Clock
    ready: Callable[[], Awaitable[None]]
    large_bodies: Turns = field(default_factory=lambda: Turns(most_waiting=0))
    downloads: Downloads = field(default_factory=Downloads)


FLOWS: web.AppKey[Flows] = web.AppKey("flows", Flows)
EDGE: web.AppKey[Edge] = web.AppKey("edge", Edge)
