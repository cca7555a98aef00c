"""Looking at a local design where it was put: is it there, is it what it should be, and could a browser load it?

Asked as a page of Alter's would ask, through the guarded door. What is said about it are codes and our own words:
whoever names an address must not read through us what answers there.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from wp_bridge.errors import ManifestInvalid, SiteUnreachable
from wp_bridge.manifest import LARGEST, ManifestFile, manifest_hash, parsed, read
from wp_bridge.media import BY_EXTENSION, HEAD, forbidden_kind, sniffed
from wp_bridge.site_http import SiteFile, SiteHttp

MOST_FILES = 20
MOST_BYTES = 50 * 1024 * 1024
WITHIN = 25.0
"""Seconds for all of it: the shop that asks waits for the answer."""

_ONE_WITHIN = 15.0
_SIDE_BY_SIDE = 4
_MANIFEST = "manifest"
_JSON = frozenset({"application/json", "text/json"})
_PAGES = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/javascript"})


@dataclass(frozen=True)
class Problem:
    """`subject` is `manifest` or the path of a file in it; `blocking`: a browser would not show the design."""

    code: str
    subject: str
    detail: str
    blocking: bool = True


@dataclass
class ManifestReport:
    """`total` is None when the manifest names no files of ours."""

    manifest_hash: str | None = None
    total: int | None = None
    checked: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not any(each.blocking for each in self.problems)

    def add(self, code: str, subject: str, detail: str, *, blocking: bool = True) -> None:
        self.problems.append(Problem(code, subject, detail, blocking))


class _Found(Exception):
    """A problem that ends the look at one file."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class ManifestCheck:
    """`app_origin`: of the pages that will load the design."""

    site_http: SiteHttp
    app_origin: str
    within: float = WITHIN

    async def __call__(
        self, manifest_url: str, asset_base_url: str, *, expected_hash: str | None
    ) -> ManifestReport:
        """Both addresses lie on the store. Never raises for what a shop answers."""
        report = ManifestReport()
        try:
            async with asyncio.timeout(self.within):
                await self._check(report, manifest_url, asset_base_url, expected_hash)
        except TimeoutError:
            report.add("timeout", _MANIFEST, f"The check took longer than {self.within:.0f} s.")
        return report

    async def hash_of(self, manifest_url: str) -> str | Problem:
        """Of the JSON that answers there now, or why none does: a page that says "maintenance" is no change."""
        try:
            async with self._opened(manifest_url) as file:
                body = b"".join([each async for each in file.pieces(LARGEST)])
            parsed(body)
        except _Found as found:
            return Problem(found.code, _MANIFEST, found.detail)
        except ManifestInvalid as fault:
            return Problem(fault.code, _MANIFEST, fault.detail)
        return manifest_hash(body)

    async def _check(
        self, report: ManifestReport, manifest_url: str, base: str, expected_hash: str | None
    ) -> None:
        for name, url in (("manifestUrl", manifest_url), ("assetBaseUrl", base)):
            if self.app_origin.startswith("https:") and not url.startswith("https:"):
                report.add(
                    "mixedContent", _MANIFEST, f"{name} is http, and a page of https loads none."
                )
        try:
            files = await self._manifest(report, manifest_url, expected_hash)
        except _Found as found:
            report.add(found.code, _MANIFEST, found.detail)
            return
        if files is None:
            return
        report.total = len(files)
        left = iter(chosen(files))
        await asyncio.gather(*(self._files(report, base, left) for _ in range(_SIDE_BY_SIDE)))

    async def _manifest(
        self, report: ManifestReport, url: str, expected_hash: str | None
    ) -> Sequence[ManifestFile] | None:
        async with self._opened(url) as file:
            body = b"".join([each async for each in file.pieces(LARGEST)])
            self._look_at(report, file, _MANIFEST, _JSON)
        try:
            found = read(body)
        except ManifestInvalid as fault:
            raise _Found(fault.code, f"The manifest cannot be used: {fault.detail}.") from fault
        report.manifest_hash = manifest_hash(body)
        if expected_hash not in (None, report.manifest_hash):
            raise _Found("hashMismatch", "The manifest is not the one that was expected.")
        return found.files

    async def _files(self, report: ManifestReport, base: str, left: Iterator[ManifestFile]) -> None:
        for file in left:
            try:
                await self._file(report, base + file.path, file)
            except _Found as found:
                report.add(found.code, file.path, found.detail)
            report.checked += 1

    async def _file(self, report: ManifestReport, url: str, wanted: ManifestFile) -> None:
        digest, head, size = hashlib.sha256(), b"", 0
        async with self._opened(url, too_long="hashMismatch") as file:
            async for piece in file.pieces(wanted.bytes):
                digest.update(piece)
                size += len(piece)
                head += piece[: HEAD - len(head)]
            media = BY_EXTENSION[wanted.path.rpartition(".")[2]]
            served = {media.media_type, *media.served, "application/octet-stream"}
            self._look_at(report, file, wanted.path, served)
        kind = sniffed(head, declared=wanted.media_type, name=wanted.path)
        if kind is None:
            looks = forbidden_kind(head)
            code = "html" if looks == "HTML" else "forbiddenType"
            raise _Found(code, f"What the shop sends is {looks}.")
        if digest.hexdigest() != wanted.sha256 or size != wanted.bytes:
            raise _Found("hashMismatch", "The file is not the one that the manifest names.")

    def _look_at(
        self,
        report: ManifestReport,
        file: SiteFile,
        subject: str,
        served: frozenset[str] | set[str],
    ) -> None:
        """What the answer's headers would make a browser do."""
        if file.allowed_origin not in ("*", self.app_origin):
            report.add(
                "cors",
                subject,
                f"It lacks Access-Control-Allow-Origin for {self.app_origin}: browsers keep it from the page.",
            )
        is_json = served is _JSON and file.content_type.endswith("+json")
        if file.content_type not in served and not is_json:
            report.add(
                "mediaType",
                subject,
                f"The shop sends it as {_plain(file.content_type)}; expected is {sorted(served)[0]}.",
                blocking=file.content_type in _PAGES,
            )

    @asynccontextmanager
    async def _opened(self, url: str, *, too_long: str = "tooLarge") -> AsyncIterator[SiteFile]:
        try:
            async with self.site_http.file(
                url, timeout=_ONE_WITHIN, origin=self.app_origin
            ) as file:
                yield file
        except SiteUnreachable as fault:
            code = _CODES.get(fault.code, fault.code)
            code = too_long if code == "tooLarge" else code
            raise _Found(code, _told(fault, code)) from None


def chosen(files: Sequence[ManifestFile]) -> Sequence[ManifestFile]:
    """At most 20 and 50 MiB: of each kind the smallest, as each kind has a media type of its own to be right; then
    from the smallest up."""
    by_size = sorted(files, key=lambda each: (each.bytes, each.path))
    first: dict[str, ManifestFile] = {}
    for each in by_size:
        first.setdefault(each.path.rpartition(".")[2], each)
    ordered = dict.fromkeys([*first.values(), *by_size])
    found: list[ManifestFile] = []
    left = MOST_BYTES
    for each in ordered:
        if len(found) < MOST_FILES and each.bytes <= left:
            found.append(each)
            left -= each.bytes
    return found


_CODES: Mapping[str, str] = {"refusedAddress": "privateAddress", "status": "httpStatus"}
_WORDS: Mapping[str, str] = {
    "redirect": "The shop redirects instead of answering; name the address that it redirects to.",
    "privateAddress": "The address is not a public one.",
    "tooLarge": "It is larger than a manifest may be (5 MiB).",
    "hashMismatch": "The file is longer than the manifest says.",
    "timeout": "The shop did not send it in time.",
    "dns": "The host name does not resolve.",
    "tls": "The shop's certificate is not valid.",
    "connect": "The shop cannot be reached.",
    "malformed": "The shop's answer is not one that can be read.",
}


def _told(fault: SiteUnreachable, code: str) -> str:
    if code == "httpStatus":
        return f"The shop answers with status {fault.status} instead of 200."
    return _WORDS.get(code, "The shop cannot be asked.")


def _plain(content_type: str) -> str:
    """A media type as such, whatever stands there: it is shown to people."""
    kept = "".join(char for char in content_type if char.isascii() and char.isprintable())
    return kept[:60] or "nothing"
