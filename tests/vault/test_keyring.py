"""The key file: made once, read strictly, and every refusal tells the operator what to do."""

from __future__ import annotations

import os
import pickle
import stat
from pathlib import Path

import pytest

from connector.domain.secrets import live_values
from connector.vault.errors import (
    KeyExists,
    KeyExposed,
    KeyMalformed,
    KeyMissing,
    KeyUnreadable,
    VaultError,
)
from connector.vault.keyring import KeyRing, MasterKey


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


def write(path: Path, *lines: str) -> None:
    path.write_text("".join(lines))
    path.chmod(0o600)


def test_a_new_file_is_private_and_loads(path: Path) -> None:
    made = KeyRing.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    loaded = KeyRing.load(path)
    assert loaded.ids == made.ids == (made.primary_id,)
    assert loaded.check_value(loaded.primary_id) == made.check_value(made.primary_id)


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_the_mode_does_not_depend_on_the_umask(path: Path, umask: int) -> None:
    former = os.umask(umask)
    try:
        KeyRing.create(path)
    finally:
        os.umask(former)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_format_is_one_documented_line(path: Path) -> None:
    ring = KeyRing.create(path)
    prefix, key_id, key = path.read_text().removesuffix("\n").split(" ")
    assert (prefix, key_id, len(key)) == ("alter-connector-key-v1", ring.primary_id, 43)


def test_keys_differ(tmp_path: Path) -> None:
    one, two = KeyRing.create(tmp_path / "1"), KeyRing.create(tmp_path / "2")
    assert one.primary_id != two.primary_id
    assert one.check_value(one.primary_id) != two.check_value(two.primary_id)


def test_the_first_line_is_the_primary(path: Path) -> None:
    new, old = MasterKey.generate(), MasterKey.generate()
    write(path, new.line(), old.line())
    ring = KeyRing.load(path)
    assert ring.primary_id == new.key_id
    assert ring.ids == (new.key_id, old.key_id)


def test_a_file_is_never_overwritten(path: Path) -> None:
    KeyRing.create(path)
    before = path.read_bytes()
    with pytest.raises(KeyExists, match="left as it is"):
        KeyRing.create(path)
    assert path.read_bytes() == before


def test_a_dangling_link_is_not_followed(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))
    with pytest.raises(KeyExists):
        KeyRing.create(path)
    assert not path.with_name("elsewhere").exists()


def test_a_missing_file_names_the_command(path: Path) -> None:
    with pytest.raises(KeyMissing, match="`alter-connector init`") as caught:
        KeyRing.load(path)
    assert str(path) in str(caught.value)
    assert "restore the key file" in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o604, 0o602, 0o644, 0o610, 0o601, 0o666])
def test_an_exposed_file_names_the_remedy(path: Path, mode: int) -> None:
    KeyRing.create(path)
    path.chmod(mode)
    with pytest.raises(KeyExposed) as caught:
        KeyRing.load(path)
    assert f"`chmod 600 {path}`" in str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_private_modes_load(path: Path, mode: int) -> None:
    made = KeyRing.create(path)
    path.chmod(mode)
    assert KeyRing.load(path).ids == made.ids


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable, match="regular file"):
        KeyRing.load(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    with pytest.raises(KeyUnreadable, match="regular file"):
        KeyRing.load(pipe)


def test_an_impossible_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable, match="folder"):
        KeyRing.create(tmp_path / "none" / "master.key")
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyUnreadable):
        KeyRing.load(tmp_path / "file" / "master.key")


GOOD = MasterKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")


@pytest.mark.parametrize(
    "bad",
    [
        "\n",
        "# comment\n",
        "alter-connector-key-v2" + GOOD.line()[22:],
        GOOD.line().replace(" ", "  "),
        " " + GOOD.line(),
        GOOD.line().rstrip("\n") + " \n",
        GOOD.line().replace("AAEC", "AAED"),
        GOOD.line().replace(GOOD.key_id, "0" * 16),
        GOOD.line().replace(GOOD.key_id, GOOD.key_id.upper()),
        GOOD.line()[:-2] + "9\n",
        GOOD.line()[:-2] + "\n",
        GOOD.line()[:-1] + "=\n",
        "ключ\n",
    ],
)
def test_a_bad_line_is_named_by_number_and_not_shown(path: Path, bad: str) -> None:
    write(path, MasterKey.generate().line(), bad)
    with pytest.raises(KeyMalformed) as caught:
        KeyRing.load(path)
    assert caught.value.line == 2
    assert f"line 2 of {path}" in str(caught.value)
    assert "AAE" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_repeated_key_is_refused(path: Path) -> None:
    write(path, GOOD.line(), GOOD.line())
    with pytest.raises(KeyMalformed, match="line 2"):
        KeyRing.load(path)
    with pytest.raises(ValueError, match="only once"):
        KeyRing((GOOD, GOOD))


@pytest.mark.parametrize("content", ["", "x" * 70_000])
def test_an_empty_or_huge_file_is_refused(path: Path, content: str) -> None:
    write(path, content)
    with pytest.raises(KeyMalformed) as caught:
        KeyRing.load(path)
    assert caught.value.line == 0


def test_a_ring_without_keys_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KeyRing(())


def test_check_values_are_per_key_and_tell_nothing() -> None:
    ring = KeyRing((GOOD, MasterKey.generate()))
    values = {ring.check_value(key_id) for key_id in ring.ids}
    assert len(values) == 2
    assert all(len(value) == 32 and value != GOOD.raw() for value in values)
    with pytest.raises(KeyError):
        ring.check_value("0" * 16)


def test_keys_are_never_shown(path: Path) -> None:
    ring = KeyRing.create(path)
    secret = ring.primary.reveal()
    shown = f"{ring!r} {ring} {ring.primary!r} {ring.primary} {vars(ring)}"
    assert secret not in shown
    assert repr(ring.primary.raw())[2:-1] not in shown
    assert repr(ring) == f"KeyRing(ids=['{ring.primary_id}'])"
    assert secret in set(live_values())
    with pytest.raises(TypeError):
        pickle.dumps(ring)


def test_every_refusal_is_a_vault_error() -> None:
    kinds = (KeyExists, KeyExposed, KeyMalformed, KeyMissing, KeyUnreadable)
    assert all(issubclass(kind, VaultError) for kind in kinds)
