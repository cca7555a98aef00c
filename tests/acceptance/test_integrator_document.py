"""`docs/integrator.md`: every example is run, in its order, and prints what the document says."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stage.stage import ConnectedStore, Stage

DOCUMENT = Path(__file__).parents[2] / "docs" / "integrator.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (\w+\.py)\n")
SECOND = "http://second.localhost/"
PATIENCE = 30.0


@dataclass(frozen=True)
class Example:
    """`shown` is None for a file that others import."""

    language: str
    code: str
    shown: str | None


def examples() -> list[Example]:
    """Each block of code, with the block of output that follows it."""
    found: list[Example] = []
    blocks = FENCE.findall(DOCUMENT.read_text(encoding="utf-8"))
    for language, text in blocks:
        if language == "text":
            assert found[-1].shown is None, "an output without its example"
            found[-1] = Example(found[-1].language, found[-1].code, text)
        else:
            assert language in ("sh", "python"), f"nobody runs {language}"
            found.append(Example(language, text, None))
    return found


def matches(shown: str, printed: str) -> bool:
    """Word for word but for white space; `…` is whatever stands there."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in shown.split("…")]
    pattern = r".*?".join(rf"\s*{part}\s*" for part in parts)
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


async def ran(example: Example, folder: Path, environment: dict[str, str]) -> str:
    command = ["bash", "-euc", example.code]
    if example.language == "python":
        command = [sys.executable, "-W", "error", "-c", example.code]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=PIPE, stderr=STDOUT
    )
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    assert process.returncode == 0, f"{example.code}\n{output.decode()}"
    return output.decode()


async def approved(stage: Stage, printed: str) -> dict[str, str]:
    """The owner opens the address that the example printed, and comes back with a code."""
    pairs = (line.partition(": ") for line in printed.splitlines())
    lines = {name: value for name, _, value in pairs}
    other = stage.sandbox.world.add_storefront()
    approval = await stage.sandbox.approve(lines["open"], storefront_id=other.id)
    assert approval.code is not None
    return {"CODE": approval.code, "CODE_VERIFIER": lines["keep"]}


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
async def test_every_example_prints_what_the_document_says(
    stage: Stage, store: ConnectedStore, tmp_path: Path
) -> None:
    """Against a real connector in front of the sandbox, as one integrator would go through it."""
    stage.sandbox.world.place_order(381)
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "CONNECTOR": stage.base,
        "STORE_ID": store.id,
        "STORE_TOKEN": store.token,
        "STORE_ORIGIN": store.origin,
        "STORE_URL": SECOND,
        "ALTER_CONNECT_URL": stage.sandbox.connect_url,
    }
    folder = tmp_path / "integration"
    folder.mkdir()
    environment["PYTHONPATH"] = str(folder)
    for example in examples():
        named = FILE.match(example.code)
        if named is not None:
            (folder / named[1]).write_text(example.code, encoding="utf-8")
            continue
        printed = await ran(example, folder, environment)
        assert example.shown is not None, f"what does it print?\n{example.code}"
        assert matches(example.shown, printed), f"{example.code}\nprinted\n{printed}"
        if printed.startswith("keep: "):
            environment |= await approved(stage, printed)
    assert stage.sandbox.world.orders[123].status == "paid"
    (exchanged,) = stage.sandbox.calls_to("POST", "/wp-connect/exchange")[1:]
    assert exchanged.status == 200


def test_the_document_has_examples_of_both_kinds() -> None:
    """So that a broken pattern does not pass for a document without examples."""
    languages = [example.language for example in examples()]
    assert languages.count("sh") >= 6
    assert languages.count("python") >= 7


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a b\n", "a  b\n\n", True),
        ("a … c", "a whatever c", True),
        ("a … c", "a whatever", False),
        ("a", "a b", False),
        ("a…", "a b", True),
    ],
)
def test_an_output_is_compared_word_for_word(shown: str, printed: str, expected: bool) -> None:
    assert matches(shown, printed) is expected
