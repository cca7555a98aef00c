"""Our values as the JSON of the contract."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from connector.domain.answers import to_json
from connector.domain.binding import Binding, ExternalDesign
from connector.flows.collaborators.reconciliation import Reconciled
from connector.flows.storefront.session import IssuedSession
from connector.flows.sync.progress import SyncProgress


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


def binding_json(row: Binding) -> dict[str, Any]:
    desired = row.desired
    return {
        "bindingId": row.id,
        "runtimeBindingId": row.runtime_binding_id,
        "externalProductId": desired.external_product_id,
        "runtimeType": desired.runtime_type.value,
        "status": desired.status.value,
        "designId": desired.design_id,
        "externalDesign": _external(desired.external_design),
        "localDesignId": desired.local_design_id,
        "legacyStorefrontProductId": desired.legacy_storefront_product_id,
        "legacyBindingMeta": desired.legacy_binding_meta,
        "updatedAt": row.updated_at,
        "sync": {
            "state": row.sync_state.value,
            "upstreamStatus": row.upstream_status,
            "code": row.code,
            "detail": row.detail,
            "attempts": row.attempts,
            "nextAttemptAt": row.due_at,
            "syncedAt": row.synced_at,
        },
    }


def _external(design: ExternalDesign | None) -> dict[str, Any] | None:
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


def session_json(session: IssuedSession) -> dict[str, Any]:
    return {
        "token": session.token.reveal(),
        "sessionToken": session.token.reveal(),
        "expiresIn": session.expires_in,
        "runtimeType": session.runtime_type.value,
        "iframeUrl": session.iframe_url,
        "appOrigin": session.app_origin,
        "sessionRef": session.session_ref,
        "cartKey": session.cart_key,
    }


def progress_json(progress: SyncProgress) -> dict[str, Any]:
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


def reconciled_json(found: Reconciled) -> dict[str, Any]:
    return {
        "checked": found.checked,
        "repaired": found.repaired,
        "missing": [
            {
                "bindingId": each.binding.id,
                "externalProductId": each.binding.desired.external_product_id,
                "runtimeType": each.binding.desired.runtime_type.value,
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
