"""Servers that stay in the foreground, so that their pid is ours to end, and only theirs."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

_PATIENCE = 60.0
_FAREWELL = 15.0


class DidNotStart(Exception):
    """A server ended or stayed silent; the message carries the end of what it wrote."""


class Missing(Exception):
    """A program that this machine does not have."""


def program(*names: str) -> str:
    """The first of these that is installed; administrators' folders are not on everybody's path."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    for name in names:
        if (found := shutil.which(name, path=path)) is not None:
            return found
    raise Missing(
        f"{names[0]} is not on this machine; scripts/machine --store installs it (Debian, as root)"
    )


def php_fpm() -> str:
    """Debian names it with its version."""
    versions = sorted(Path("/usr/sbin").glob("php-fpm[0-9]*"))
    return str(versions[-1]) if versions else program("php-fpm")


def web_user() -> str | None:
    """Whom the shop's PHP runs as: never root, who would be refused nothing and prove nothing. None: as we do."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("www-data").pw_name
    except KeyError:
        return "nobody"


async def run(
    command: Sequence[str],
    *,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    text: str | None = None,
) -> str:
    """Runs a command to its end and returns what it printed. Raises DidNotStart with it when it failed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        env={**os.environ, **(environment or {})},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await process.communicate(None if text is None else text.encode())
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode != 0:
        said = (output + errors).decode(errors="replace")
        raise DidNotStart(
            f"{Path(command[0]).name} ended with {process.returncode}: {said[-4000:]}"
        )
    return output.decode()


@asynccontextmanager
async def serving(
    command: Sequence[str], *, log: Path, answers: Callable[[], Awaitable[bool]]
) -> AsyncIterator[None]:
    """A server in the background once it answers, until the block ends."""
    with log.open("ab") as output:
        # A session of its own: Ctrl-C reaches us alone, and we end it in our order.
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        await _answering(process, answers, log, Path(command[0]).name)
        yield
    finally:
        await _end(process)


async def _answering(
    process: asyncio.subprocess.Process,
    answers: Callable[[], Awaitable[bool]],
    log: Path,
    name: str,
) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await answers():
                if process.returncode is not None:
                    raise DidNotStart(f"{name}: {_end_of(log)}")
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise DidNotStart(f"{name} does not answer: {_end_of(log)}") from None


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_FAREWELL):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def listens(port: int) -> bool:
    """Whether something takes connections there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
