"""A design whose files lie in the shop (`wordpress_local`): fetched from Alter here, installed there. Pure.

    fetching -> ready -> installed -> stale
        `-> failed

`due_at` says that the worker has something to do: to fetch, or to look whether Alter has a newer one. A look changes
the state only when it finds one. What is installed stays so whatever becomes of a newer import.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from connector.domain import ids
from connector.domain.binding import ExternalDesign, ItemFault
from connector.domain.ids import LocalDesignId, StoreId

CHECK_EVERY = timedelta(hours=24)
LOOK_AGAIN = timedelta(hours=1)
"""After the shop was out of reach."""

TOLERATED = timedelta(hours=24)
"""How long a shop may be out of reach before its designs count as stale."""

DETAIL_LENGTH = 300


class LocalDesignState(StrEnum):
    FETCHING = "fetching"
    READY = "ready"
    INSTALLED = "installed"
    STALE = "stale"
    FAILED = "failed"


IN_SHOP = frozenset({LocalDesignState.INSTALLED, LocalDesignState.STALE})


@dataclass(frozen=True)
class DesignLimits:
    """What one file, one design and all designs of one store may come to."""

    file_bytes: int
    design_bytes: int
    design_files: int
    store_bytes: int


@dataclass(frozen=True)
class DesignFault:
    """Why an import ends, or a design may not be used: a code, and a sentence that says what to do."""

    code: str
    detail: str


class DesignRefused(Exception):
    """An import that does not go on by itself."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.fault = DesignFault(f"localDesign.{code}", detail)


@dataclass(frozen=True)
class BlobName:
    """A stored file by its content."""

    sha256: str
    extension: str

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{self.extension}"


@dataclass(frozen=True)
class Announced:
    """What a design import says of a file before it is fetched; none of it but the id is sure to be there."""

    file_id: str
    kind: str
    name: str
    media_type: str
    bytes: int | None
    sha256: str | None


@dataclass(frozen=True)
class Fetched:
    """What a file turned out to be."""

    media_type: str
    blob: BlobName
    bytes: int
    crc32: int


@dataclass(frozen=True)
class LocalFile:
    announced: Announced
    fetched: Fetched | None = None


@dataclass(frozen=True)
class LocalDesign:
    """`manifest_hash` is that of what can be downloaded here, `installed_hash` of what lies in the shop."""

    id: LocalDesignId
    store_id: StoreId
    storefront_id: int
    design_id: int
    title: str
    product_id: int | None
    state: LocalDesignState
    code: str | None
    detail: str | None
    payload_hash: str | None
    manifest_hash: str | None
    manifest_bytes: int | None
    manifest_crc32: int | None
    manifest_url: str | None
    asset_base_url: str | None
    installed_hash: str | None
    newer_upstream: bool
    attempts: int
    due_at: datetime | None
    check_at: datetime | None
    unreachable_since: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def manifest(self) -> BlobName | None:
        return None if self.manifest_hash is None else BlobName(self.manifest_hash, "json")

    @property
    def shown_hash(self) -> str | None:
        return self.manifest_hash or self.installed_hash


@dataclass(frozen=True)
class Progress:
    files_done: int = 0
    files_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


@dataclass(frozen=True)
class DesignImport:
    """A design import as Alter tells it now; `payload` is the whole of it in canonical form."""

    title: str
    product_id: int | None
    payload: bytes
    payload_hash: str
    files: Sequence[Announced]


class Seen(StrEnum):
    """What the daily look at a shop found."""

    SAME = "same"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"


def requested(store_id: StoreId, storefront_id: int, design_id: int, now: datetime) -> LocalDesign:
    return LocalDesign(
        id=ids.new_local_design_id(),
        store_id=store_id,
        storefront_id=storefront_id,
        design_id=design_id,
        title="",
        product_id=None,
        state=LocalDesignState.FETCHING,
        code=None,
        detail=None,
        payload_hash=None,
        manifest_hash=None,
        manifest_bytes=None,
        manifest_crc32=None,
        manifest_url=None,
        asset_base_url=None,
        installed_hash=None,
        newer_upstream=False,
        attempts=0,
        due_at=now,
        check_at=None,
        unreachable_since=None,
        created_at=now,
        updated_at=now,
    )


def requested_again(row: LocalDesign, now: datetime) -> LocalDesign:
    """The same row while it is being fetched. What failed is fetched anew; anything else is looked at, and fetched
    only if Alter has another one by now, or a file of it is missing here."""
    if row.state is LocalDesignState.FETCHING:
        return row
    fresh = replace(row, code=None, detail=None, attempts=0, due_at=now, updated_at=now)
    if row.state is not LocalDesignState.FAILED:
        return fresh
    return replace(fresh, state=LocalDesignState.FETCHING, payload_hash=None)


def begun(row: LocalDesign, found: DesignImport, now: datetime) -> LocalDesign:
    """From here on the files of this import are fetched; the one before can be downloaded no more."""
    return replace(
        row,
        title=found.title,
        product_id=found.product_id,
        state=LocalDesignState.FETCHING,
        code=None,
        detail=None,
        payload_hash=found.payload_hash,
        manifest_hash=None,
        manifest_bytes=None,
        manifest_crc32=None,
        newer_upstream=False,
        attempts=0,
        updated_at=now,
    )


def unchanged(row: LocalDesign, now: datetime) -> LocalDesign:
    return replace(row, newer_upstream=False, attempts=0, due_at=None, updated_at=now)


def imported(
    row: LocalDesign, manifest_hash: str, size: int, crc32: int, now: datetime
) -> LocalDesign:
    """Whole. The very same that lies in the shop already is installed at once."""
    same = row.installed_hash == manifest_hash
    return replace(
        row,
        state=LocalDesignState.INSTALLED if same else LocalDesignState.READY,
        code=None,
        detail=None,
        manifest_hash=manifest_hash,
        manifest_bytes=size,
        manifest_crc32=crc32,
        attempts=0,
        due_at=None,
        updated_at=now,
    )


def failed(row: LocalDesign, fault: DesignFault, now: datetime) -> LocalDesign:
    """What lies in the shop is as good as it was: it stays installed, and the fault is shown beside it."""
    state = row.state
    if state is LocalDesignState.FETCHING:
        lies_in_shop = row.installed_hash is not None
        state = LocalDesignState.INSTALLED if lies_in_shop else LocalDesignState.FAILED
    return replace(
        row,
        state=state,
        code=fault.code,
        detail=fault.detail[:DETAIL_LENGTH],
        newer_upstream=row.newer_upstream or row.state is not state,
        due_at=None,
        updated_at=now,
    )


def delayed(row: LocalDesign, due_at: datetime, *, attempts: int, now: datetime) -> LocalDesign:
    """Nothing is wrong with the design: it goes on later."""
    return replace(row, attempts=attempts, due_at=due_at, updated_at=now)


def installed(
    row: LocalDesign, manifest_url: str, asset_base_url: str, seen_hash: str, now: datetime
) -> LocalDesign:
    """`seen_hash` is that of the bundle, or of what its owner changed it to and accepts."""
    return replace(
        row,
        state=LocalDesignState.INSTALLED,
        code=None,
        detail=None,
        manifest_url=manifest_url,
        asset_base_url=asset_base_url,
        installed_hash=seen_hash,
        check_at=now + CHECK_EVERY,
        unreachable_since=None,
        updated_at=now,
    )


def checked(row: LocalDesign, seen: Seen, now: datetime) -> LocalDesign:
    """After a look at the shop."""
    if seen is Seen.SAME:
        if row.state is not LocalDesignState.STALE:
            return replace(row, unreachable_since=None)
        row = replace(row, state=LocalDesignState.INSTALLED, code=None, detail=None, updated_at=now)
        return replace(row, unreachable_since=None)
    if seen is Seen.CHANGED:
        return _stale(replace(row, unreachable_since=None), _CHANGED, now)
    since = row.unreachable_since or now
    row = replace(row, unreachable_since=since, check_at=now + LOOK_AGAIN)
    return _stale(row, _UNREACHABLE, now) if now - since >= TOLERATED else row


def bindable(row: LocalDesign | None) -> ExternalDesign | ItemFault:
    """What a binding of it is to Alter, or why there can be none."""
    if row is None:
        return ItemFault("localDesign.unknown", "There is no local design with this id.")
    place = (row.manifest_url, row.asset_base_url, row.installed_hash)
    if row.state is not LocalDesignState.INSTALLED or None in place:
        return ItemFault("localDesign.notInstalled", _NOT_YET[row.state])
    if row.product_id is None:
        return ItemFault(
            "localDesign.productUnknown",
            "Alter did not say which product this design is of, and no binding can be made without it.",
        )
    return ExternalDesign(
        external_design_key=row.id,
        product_id=row.product_id,
        title=row.title or f"Design {row.design_id}",
        manifest_url=row.manifest_url or "",
        asset_base_url=row.asset_base_url or "",
        manifest_hash=row.installed_hash or "",
        source_meta={"designId": row.design_id},
    )


def merged(
    announced: Sequence[Announced], there: Mapping[str, LocalFile], missing: Collection[BlobName]
) -> Sequence[LocalFile]:
    """The files of a newer import; what is here already, by a hash that Alter names, is not fetched again."""
    found = []
    for each in announced:
        old = there.get(each.file_id)
        kept = None if old is None else old.fetched
        known = kept is not None and kept.blob.sha256 == each.sha256 and kept.blob not in missing
        found.append(LocalFile(each, kept if known else None))
    return found


def _stale(row: LocalDesign, fault: DesignFault, now: datetime) -> LocalDesign:
    return replace(
        row,
        state=LocalDesignState.STALE,
        code=fault.code,
        detail=fault.detail,
        updated_at=now,
    )


_CHANGED = DesignFault(
    "localDesign.changed",
    "The manifest in the shop is another one by now. Install the design again, or accept the change if it was meant.",
)
_UNREACHABLE = DesignFault(
    "localDesign.unreachable",
    "The manifest could not be fetched from the shop for a day. Check that its address answers; if the files are "
    "gone, install the design again.",
)
_NOT_YET: Mapping[LocalDesignState, str] = {
    LocalDesignState.FETCHING: "The design is still being fetched from Alter; bind it once it is installed.",
    LocalDesignState.READY: "The design is not installed in the shop yet; install it, then bind it.",
    LocalDesignState.STALE: "What lies in the shop is not the design any more; install it again, then bind it.",
    LocalDesignState.FAILED: "The design could not be fetched from Alter; request it again.",
    LocalDesignState.INSTALLED: "The design has no address in the shop; install it again.",
}
