"""The web application: every surface's routes in one list, the middlewares around them."""

from __future__ import annotations

from aiohttp import web

from connector.web import health, plugin
from connector.web.gateway import bootstrap, exchange
from connector.web.gateway import routes as gateway
from connector.web.gateway.relayed import relayed
from connector.web.middlewares import asked_again, errors_answered, expected, identified, observed
from connector.web.openapi import routes as openapi
from connector.web.openapi.routes import DOCUMENTS, Documents
from connector.web.parts import EDGE, FLOWS, Edge, Flows
from connector.web.storefront import routes as storefront
from connector.web.storefront import thumbnails
from connector.web.v1 import (
    bindings,
    bulk,
    cart,
    connect,
    designs,
    local_designs,
    manifests,
    orders,
    sessions,
    store,
    sync,
)

ROUTES = [
    *health.ROUTES,
    *openapi.ROUTES,
    *connect.ROUTES,
    *store.ROUTES,
    *bulk.ROUTES,
    *bindings.ROUTES,
    *sync.ROUTES,
    *designs.ROUTES,
    *local_designs.ROUTES,
    *manifests.ROUTES,
    *orders.ROUTES,
    *sessions.ROUTES,
    *cart.ROUTES,
    *storefront.ROUTES,
    *thumbnails.ROUTES,
    *plugin.ROUTES,
    *gateway.ROUTES,
    *bootstrap.ROUTES,
    *exchange.ROUTES,
    *relayed(),
]


def create_application(flows: Flows, edge: Edge) -> web.Application:
    application = web.Application(middlewares=[observed, errors_answered, asked_again])
    application[FLOWS] = flows
    application[EDGE] = edge
    application[DOCUMENTS] = Documents(ROUTES, edge.facts.version)
    application.on_response_prepare.append(identified)
    application.router.add_routes(_expecting(route) for route in ROUTES)
    return application


def _expecting(route: web.RouteDef) -> web.RouteDef:
    kwargs = {**route.kwargs, "expect_handler": expected}
    return web.RouteDef(route.method, route.path, route.handler, kwargs)
