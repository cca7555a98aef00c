"""The certificate of a shop on this machine, which signed it itself."""

from __future__ import annotations

from pathlib import Path

from scripts.store.daemons import program, run


async def make(file: Path) -> None:
    """Certificate and key in one file, which only its owner reads; the certificate alone beside it."""
    file.touch(mode=0o600)  # noqa: ASYNC240 - before anything runs
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    await run([program("openssl"), *new, *subject, "-keyout", str(file), "-out", f"{file}.crt"])
    await run([program("sh"), "-c", 'cat "$1.crt" >> "$1"', "sh", str(file)])
