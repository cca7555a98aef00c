"""`designs show` and `export`: a local design by its id alone, whichever store's it is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connector.blobs import Blobs
from connector.domain.errors import Conflict, Invalid, NotFound
from connector.domain.ids import StoreId
from connector.domain.local_design import BlobName, LocalDesign
from connector.store import local_design_files, local_designs
from connector.store.database import Database
from wp_bridge.manifest import FILE_NAME

Tell = Callable[[int, int], None]
"""Gets how many files are done, and how many there are."""


@dataclass(frozen=True)
class FindDesign:
    database: Database

    async def __call__(self, local_design_id: str) -> LocalDesign:
        """Raises NotFound."""
        async with self.database.read() as connection:
            found = await local_designs.by_id(connection, local_design_id)
        if found is None:
            raise NotFound(
                "localDesign.unknown",
                f"There is no local design {local_design_id}; see `designs list STORE`.",
            )
        return found


@dataclass(frozen=True)
class ExportDesign:
    """A folder ready to be served, for shops without the plugin: the manifest beside its files."""

    database: Database
    blobs: Blobs

    async def __call__(
        self, store_id: StoreId, local_design_id: str, folder: Path, tell: Tell
    ) -> int:
        """How many files. Raises Conflict for a design that is not whole here, Invalid for a folder that is not
        empty, OSError."""
        async with self.database.read() as connection:
            row = await local_designs.get(connection, store_id, local_design_id)
            files = await local_design_files.of_design(connection, local_design_id)
        whole = all(each.fetched is not None for each in files)
        if row is None or row.manifest is None or not whole:
            raise Conflict(
                "localDesign.notReady", "The design is not whole here; import it (again)."
            )
        sizes = {each.fetched.blob: each.fetched.bytes for each in files if each.fetched}
        expected = [*sizes.items(), (row.manifest, row.manifest_bytes or 0)]
        if await asyncio.to_thread(self.blobs.missing, expected):
            raise Conflict(
                "localDesign.filesMissing", "Files of this design are gone here; import it again."
            )
        await asyncio.to_thread(self._write, folder, row.manifest, list(sizes), tell)
        return len(sizes)

    def _write(
        self, folder: Path, manifest: BlobName, files: Sequence[BlobName], tell: Tell
    ) -> None:
        """The manifest last: with it the design is there."""
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Invalid("designs.folder", f"{folder} is not empty: name a new folder.")
        for number, name in enumerate(files):
            tell(number, len(files))
            self._copy(name, folder / name.file_name)
        self._copy(manifest, folder / FILE_NAME)
        tell(len(files), len(files))

    def _copy(self, name: BlobName, target: Path) -> None:
        shutil.copyfile(self.blobs.path(name), target)
        target.chmod(0o644)
