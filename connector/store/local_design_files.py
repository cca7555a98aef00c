"""Table `local_design_files`: what a design import announced, and what of it lies here.

A blob is reachable through these rows alone, each of which belongs to one store's design.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from connector.domain.ids import StoreId
from connector.domain.local_design import Announced, BlobName, Fetched, LocalFile, Progress
from connector.store.columns import metadata
from connector.store.local_designs import local_designs
from connector.store.sweeping import delete_some

local_design_files = sa.Table(
    "local_design_files",
    metadata,
    sa.Column(
        "local_design_id",
        sa.String(32),
        sa.ForeignKey("local_designs.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("file_id", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(200), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("announced_type", sa.String(200), nullable=False),
    sa.Column("announced_bytes", sa.BigInteger),
    sa.Column("announced_sha256", sa.String(64)),
    sa.Column("media_type", sa.String(64)),
    sa.Column("extension", sa.String(8)),
    sa.Column("bytes", sa.BigInteger),
    sa.Column("sha256", sa.String(64)),
    sa.Column("crc32", sa.BigInteger),
    sa.Index("ix_local_design_files_sha256", "sha256"),
)

_CHUNK = 500


async def replace_all(
    connection: AsyncConnection, local_design_id: str, files: Sequence[LocalFile]
) -> None:
    await connection.execute(
        sa.delete(local_design_files).where(local_design_files.c.local_design_id == local_design_id)
    )
    rows = [_to_row(local_design_id, each) for each in files]
    for start in range(0, len(rows), _CHUNK):
        await connection.execute(sa.insert(local_design_files), rows[start : start + _CHUNK])


async def of_design(connection: AsyncConnection, local_design_id: str) -> Sequence[LocalFile]:
    """By Alter's id."""
    query = (
        sa.select(local_design_files)
        .where(local_design_files.c.local_design_id == local_design_id)
        .order_by(local_design_files.c.file_id)
    )
    return [_from_row(dict(row)) for row in (await connection.execute(query)).mappings()]


async def set_fetched(
    connection: AsyncConnection, local_design_id: str, file_id: str, fetched: Fetched | None
) -> None:
    """None: the file is not here (any more)."""
    await connection.execute(
        sa.update(local_design_files)
        .where(
            local_design_files.c.local_design_id == local_design_id,
            local_design_files.c.file_id == file_id,
        )
        .values(_fetched_columns(fetched))
    )


async def progress(
    connection: AsyncConnection, local_design_ids: Collection[str]
) -> Mapping[str, Progress]:
    """By design. What no import announced a size of counts once it is here."""
    table = local_design_files.c
    size = sa.func.coalesce(table.bytes, table.announced_bytes, 0)
    query = (
        sa.select(
            table.local_design_id,
            sa.func.count(table.sha256),
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(table.bytes), 0),
            sa.func.coalesce(sa.func.sum(size), 0),
        )
        .where(table.local_design_id.in_(local_design_ids))
        .group_by(table.local_design_id)
    )
    found = await connection.execute(query)
    return {row[0]: Progress(*(int(each) for each in row[1:])) for row in found}


async def stored_bytes(connection: AsyncConnection, store_id: StoreId, *, without: str) -> int:
    """What all designs of a store come to but one: files here, and what those under way announced."""
    size = sa.func.coalesce(local_design_files.c.bytes, local_design_files.c.announced_bytes, 0)
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(size), 0))
        .join(local_designs, local_designs.c.id == local_design_files.c.local_design_id)
        .where(local_designs.c.store_id == store_id, local_designs.c.id != without)
    )
    return int((await connection.execute(query)).scalar_one())


async def named(connection: AsyncConnection, hashes: Collection[str]) -> set[str]:
    """Those that are a file's, of whichever store."""
    column = local_design_files.c.sha256
    found = await connection.execute(sa.select(column).where(column.in_(hashes)))
    return {each for each in found.scalars() if each is not None}


async def forget_some(connection: AsyncConnection, store_id: StoreId, *, limit: int) -> int:
    """Deletes rows of a store that is being destroyed. Returns how many."""
    own = sa.select(local_designs.c.id).where(local_designs.c.store_id == store_id)
    which = local_design_files.c.local_design_id.in_(own)
    return await delete_some(connection, local_design_files, which, limit=limit)


def _from_row(row: Mapping[str, Any]) -> LocalFile:
    announced = Announced(
        file_id=row["file_id"],
        kind=row["kind"],
        name=row["name"],
        media_type=row["announced_type"],
        bytes=row["announced_bytes"],
        sha256=row["announced_sha256"],
    )
    if row["sha256"] is None:
        return LocalFile(announced)
    blob = BlobName(row["sha256"], row["extension"])
    return LocalFile(announced, Fetched(row["media_type"], blob, row["bytes"], row["crc32"]))


def _to_row(local_design_id: str, file: LocalFile) -> dict[str, Any]:
    announced = file.announced
    return {
        "local_design_id": local_design_id,
        "file_id": announced.file_id,
        "kind": announced.kind,
        "name": announced.name,
        "announced_type": announced.media_type,
        "announced_bytes": announced.bytes,
        "announced_sha256": announced.sha256,
    } | _fetched_columns(file.fetched)


def _fetched_columns(fetched: Fetched | None) -> dict[str, Any]:
    if fetched is None:
        names = ("media_type", "extension", "bytes", "sha256", "crc32")
        return dict.fromkeys(names)
    return {
        "media_type": fetched.media_type,
        "extension": fetched.blob.extension,
        "bytes": fetched.bytes,
        "sha256": fetched.blob.sha256,
        "crc32": fetched.crc32,
    }
