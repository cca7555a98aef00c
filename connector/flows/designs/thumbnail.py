"""`GET /storefront/v1/{key}/thumbnails/{token}`: one picture, for a browser that shows nothing but its address.

Whoever holds an address learns nothing from a refusal: a wrong signature, an expiry, a dead credential, a file that
is gone or is no picture all look like an address that never was.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from connector.alter.client import AlterClient, Download
from connector.alter.endpoint import Endpoint
from connector.alter.endpoints import endpoint
from connector.alter.errors import AlterBusy, AlterError, AlterRefused, AlterUnreachable
from connector.domain.design import Picture, PictureKind, raster_type
from connector.domain.errors import NotFound, RateLimited, Unavailable
from connector.domain.priority import Priority
from connector.domain.store import Store, StoreState
from connector.domain.window import SlidingWindow
from connector.flows.collaborators.answer_cache import CacheKey, KeptAnswer
from connector.flows.collaborators.credential_check import CredentialCheck
from connector.flows.collaborators.kept_reads import SHARED_FRESH, KeptReads, is_outage
from connector.flows.collaborators.store_secrets import StoreSecrets
from connector.flows.collaborators.thumbnails import Thumbnails
from connector.store import stores
from connector.store.database import Database

LARGEST = 4 * 1024 * 1024
"""Bytes of a picture. It is read whole: half a picture must not be kept by a browser for a day."""

_HEADERS_WITHIN = 10.0
_WITHIN = 20.0
_AGAIN_IN = 5.0
_SIZE = "medium.png"


@dataclass(frozen=True)
class ShownPicture:
    """`seconds` may it be kept; `etag` with its quotes."""

    content_type: str
    body: bytes
    etag: str
    seconds: int


@dataclass(frozen=True)
class ShowThumbnail:
    database: Database
    alter: AlterClient
    secrets: StoreSecrets
    check: CredentialCheck
    reads: KeptReads
    anonymous: SlidingWindow
    thumbnails: Thumbnails

    async def __call__(self, key: str, token: str, client: str) -> ShownPicture:
        """`client` is counted when Alter is asked without a store. Raises NotFound, Unavailable."""
        async with self.database.read() as connection:
            store = await stores.by_storefront_key(connection, key)
        if store is None or store.leaving_until is not None:
            raise _unknown()
        opened = self.thumbnails.opened(store, token)
        if opened is None or store.state is StoreState.NEEDS_RECONNECT:
            raise _unknown()
        try:
            kept = await self._picture(store, opened.picture, client)
        except ValueError as fault:
            raise _unknown() from fault
        except (RateLimited, AlterError) as error:
            raise await self._failure(store, error) from error
        return ShownPicture(_checked(kept.body), kept.body, kept.etag, opened.seconds)

    async def _picture(self, store: Store, picture: Picture, client: str) -> KeptAnswer:
        if picture.kind is PictureKind.PRODUCT:
            return await self._preview(picture.name, client)
        if picture.kind is PictureKind.PROTECTED:
            return await self._file(store, "protected_file", {"key": picture.name}, client)
        path = {"id": str(picture.design_id), "fileId": picture.name}
        return await self._file(store, "get_design_import_file", path, client)

    async def _preview(self, product_id: str, client: str) -> KeptAnswer:
        """The same for all stores, and kept for all."""
        path = {"productId": product_id, "size": _SIZE}
        row = endpoint("public_preview")
        kept, _ = await self.reads(row, None, path=path, admit=lambda: self._admit(client))
        return kept

    def _admit(self, client: str) -> None:
        """Asked only when Alter is about to be: an address of a picture that is gone can be called for ever."""
        wait = self.anonymous.take(client, self.thumbnails.clock.monotonic())
        if wait is not None:
            raise RateLimited("storefront.tooMany", "Too many pictures.", retry_after=wait)

    async def _file(self, store: Store, name: str, path: dict[str, str], client: str) -> KeptAnswer:
        """Kept for the store, unlike files through the gateway: a thousand shoppers with the same design in
        their carts must not spend the store's calls at Alter."""
        row = endpoint(name)
        scope = f"thumbnails {store.id} {store.credential_version}"

        async def ask() -> KeptAnswer:
            self._admit(client)
            body = await self._fetched(store, row, path)
            return KeptAnswer.of(_checked(body), body, None, self.thumbnails.clock.now())

        kept, _ = await self.reads.kept(CacheKey(scope, row.url_path(path)), SHARED_FRESH, ask)
        return kept

    async def _fetched(self, store: Store, row: Endpoint, path: dict[str, str]) -> bytes:
        try:
            async with (
                asyncio.timeout(_WITHIN),
                self.alter.stream(
                    row,
                    credential=self.secrets.credential(store),
                    path=path,
                    priority=Priority.OWNER,
                    deadline=_HEADERS_WITHIN,
                ) as download,
            ):
                return await _start_of(download)
        except TimeoutError as slow:
            raise AlterUnreachable("slow", outcome_unknown=True, endpoint=row.name) from slow

    async def _failure(
        self, store: Store, error: RateLimited | AlterError
    ) -> NotFound | Unavailable:
        if isinstance(error, RateLimited | AlterBusy):
            return _unavailable(error.retry_after)
        if not isinstance(error, AlterRefused):
            return _unavailable(None)
        if error.unauthorized:
            await self.check.confirm_loss(store)
            return _unavailable(None)
        return _unavailable(error.retry_after) if is_outage(error) else _unknown()


async def _start_of(download: Download) -> bytes:
    """The body, or a little more than the most that is shown."""
    body = bytearray()
    async for chunk in download.chunks():
        body += chunk
        if len(body) > LARGEST:
            download.close()
            break
    return bytes(body)


def _checked(body: bytes) -> str:
    """The type of a picture. Raises NotFound for what is none, or too large."""
    content_type = raster_type(body)
    if content_type is None or len(body) > LARGEST:
        raise _unknown()
    return content_type


def _unknown() -> NotFound:
    return NotFound("storefront.thumbnailUnknown", "There is no picture at this address.")


def _unavailable(retry_after: float | None) -> Unavailable:
    return Unavailable(
        "storefront.thumbnailUnavailable",
        "The picture cannot be fetched at the moment.",
        retry_after=retry_after or _AGAIN_IN,
    )
