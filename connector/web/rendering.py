"""Our values as the JSON of the contract: shapes, and what fills them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web
from typing_extensions import TypedDict

from connector.domain.answers import to_json
from connector.domain.binding import Binding, BindingStatus, ExternalDesign, RuntimeType, SyncState
from connector.flows.collaborators.reconciliation import Reconciled
from connector.flows.storefront.session import IssuedSession
from connector.flows.sync.progress import SyncProgress, UpstreamState


class SyncOf(TypedDict):
    """How far a change is on its way to Alter; `code` and `detail` say why it is not there."""

    state: SyncState
    upstreamStatus: int | None
    code: str | None
    detail: str | None
    attempts: int
    nextAttemptAt: datetime | None
    syncedAt: datetime | None


class ExternalDesignAnswer(TypedDict):
    """A design whose files lie in the shop."""

    externalDesignKey: str
    productId: int
    title: str
    manifestUrl: str
    assetBaseUrl: str
    manifestHash: str
    sourceMeta: Mapping[str, Any] | None


class BindingAnswer(TypedDict):
    """What the shop wants of a product, and how far Alter has it."""

    bindingId: str
    runtimeBindingId: int | None
    externalProductId: str
    runtimeType: RuntimeType
    status: BindingStatus
    designId: int | None
    externalDesign: ExternalDesignAnswer | None
    localDesignId: str | None
    legacyStorefrontProductId: int | None
    legacyBindingMeta: Mapping[str, Any] | None
    updatedAt: datetime
    sync: SyncOf


class SessionAnswer(TypedDict):
    """`sessionToken` is `token` again. `cartKey`: of the customizer."""

    token: str
    sessionToken: str
    expiresIn: int
    runtimeType: RuntimeType
    iframeUrl: str
    appOrigin: str
    sessionRef: str
    cartKey: str | None


class UpstreamAnswer(TypedDict):
    state: UpstreamState
    retryAt: datetime | None


class LastRun(TypedDict):
    startedAt: datetime | None
    finishedAt: datetime | None
    calls: int
    bindings: int


class ProgressAnswer(TypedDict):
    pending: int
    inFlight: int
    synced: int
    failed: int
    oldestPendingAt: datetime | None
    etaSeconds: int
    upstream: UpstreamAnswer
    last: LastRun


class MissingBinding(TypedDict):
    """Known here, not listed at Alter."""

    bindingId: str
    externalProductId: str
    runtimeType: RuntimeType
    runtimeBindingId: int | None
    sentAgain: bool


class UnknownBinding(TypedDict):
    """Listed at Alter, not known here; its words are Alter's."""

    runtimeBindingId: int
    externalProductId: str | None
    runtimeType: str | None
    status: str | None
    designId: int | None


class ReconciledAnswer(TypedDict):
    checked: int
    repaired: int
    missing: list[MissingBinding]
    unknown: list[UnknownBinding]


class OkAnswer(TypedDict):
    ok: bool


def json_answer(
    body: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """`no-store` unless the caller says otherwise: most answers carry something of one store."""
    return raw_json(to_json(body), status=status, headers=headers)


def raw_json(
    body: bytes, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    return web.Response(
        status=status,
        body=body,
        content_type="application/json",
        headers={"Cache-Control": "no-store"} | (headers or {}),
    )


def binding_json(row: Binding) -> BindingAnswer:
    desired = row.desired
    return {
        "bindingId": row.id,
        "runtimeBindingId": row.runtime_binding_id,
        "externalProductId": desired.external_product_id,
        "runtimeType": desired.runtime_type,
        "status": desired.status,
        "designId": desired.design_id,
        "externalDesign": _external(desired.external_design),
        "localDesignId": desired.local_design_id,
        "legacyStorefrontProductId": desired.legacy_storefront_product_id,
        "legacyBindingMeta": desired.legacy_binding_meta,
        "updatedAt": row.updated_at,
        "sync": {
            "state": row.sync_state,
            "upstreamStatus": row.upstream_status,
            "code": row.code,
            "detail": row.detail,
            "attempts": row.attempts,
            "nextAttemptAt": row.due_at,
            "syncedAt": row.synced_at,
        },
    }


def _external(design: ExternalDesign | None) -> ExternalDesignAnswer | None:
    if design is None:
        return None
    return {
        "externalDesignKey": design.external_design_key,
        "productId": design.product_id,
        "title": design.title,
        "manifestUrl": design.manifest_url,
        "assetBaseUrl": design.asset_base_url,
        "manifestHash": design.manifest_hash,
        "sourceMeta": design.source_meta,
    }


def session_json(session: IssuedSession) -> SessionAnswer:
    return {
        "token": session.token.reveal(),
        "sessionToken": session.token.reveal(),
        "expiresIn": session.expires_in,
        "runtimeType": session.runtime_type,
        "iframeUrl": session.iframe_url,
        "appOrigin": session.app_origin,
        "sessionRef": session.session_ref,
        "cartKey": session.cart_key,
    }


def progress_json(progress: SyncProgress) -> ProgressAnswer:
    counts, status = progress.counts, progress.status
    return {
        "pending": counts.pending,
        "inFlight": status.in_flight,
        "synced": counts.synced,
        "failed": counts.failed,
        "oldestPendingAt": counts.oldest_pending_at,
        "etaSeconds": progress.eta_seconds,
        "upstream": {"state": progress.upstream, "retryAt": progress.retry_at},
        "last": {
            "startedAt": status.last_started_at,
            "finishedAt": status.last_finished_at,
            "calls": status.last_calls,
            "bindings": status.last_bindings,
        },
    }


def reconciled_json(found: Reconciled) -> ReconciledAnswer:
    return {
        "checked": found.checked,
        "repaired": found.repaired,
        "missing": [
            {
                "bindingId": each.binding.id,
                "externalProductId": each.binding.desired.external_product_id,
                "runtimeType": each.binding.desired.runtime_type,
                "runtimeBindingId": each.binding.runtime_binding_id,
                "sentAgain": each.sent_again,
            }
            for each in found.missing
        ],
        "unknown": [
            {
                "runtimeBindingId": each.runtime_binding_id,
                "externalProductId": each.external_product_id,
                "runtimeType": each.runtime_type,
                "status": each.status,
                "designId": each.design_id,
            }
            for each in found.unknown
        ],
    }
