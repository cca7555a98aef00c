"""How schemathesis is told what to ask with, what to hold an answer against, and what not to."""

from __future__ import annotations

import json
from collections.abc import Mapping

from scripts.benchmarks.scene import Scene
from scripts.contract.known import Known

_LIKELY = 0.9
"""The rest is made up."""


def written(scene: Scene, known: Known, hooks: str) -> str:
    """As TOML; texts and lists are spelled as in JSON."""
    lines = [
        f"hooks = {json.dumps(hooks)}",
        "[auth.openapi]",
        f"storeToken = {{ bearer = {json.dumps(_token(scene))} }}",
        f"embedToken = {{ bearer = {json.dumps(known.embed_token)} }}",
        f"alterKey = {{ api_key = {json.dumps(scene.gateway['x-alter-access-key'])} }}",
        f"alterToken = {{ api_key = {json.dumps(scene.gateway['x-alter-access-token'])} }}",
        *_dictionaries(known.values),
        "[checks]",
        # Whether well-formed input is taken depends on the world: whose order, which address. The suite says that.
        "positive_data_acceptance = { enabled = false }",
        # Deleting a binding archives it, by contract; and it can be taken out of there again.
        "use_after_free = { enabled = false }",
        "missing_required_header = { expected-statuses = [401, 403, 422, 428, 429] }",
    ]
    # These names are ids, too, to the routes beside them: what is not for one is answered by the other.
    lines += [
        "[[operations]]",
        "include-path-regex = '/(batch|actions|events|export|sync-from-wordpress)$'",
        "checks.unsupported_method.enabled = false",
        "checks.allow_header_conformance.enabled = false",
    ]
    return "\n".join(lines) + "\n"


def _token(scene: Scene) -> str:
    return scene.bearer["Authorization"].removeprefix("Bearer ")


def _dictionaries(values: Mapping[str, list[str]]) -> list[str]:
    lines = []
    for number, (_, found) in enumerate(values.items()):
        lines += [f"[dictionaries.d{number}]", f"values = {json.dumps(found)}"]
    lines.append("[parameters]")
    for number, name in enumerate(values):
        binding = f'{{ dictionary = "d{number}", probability = {_LIKELY} }}'
        lines.append(f"{json.dumps(name)} = {binding}")
    return lines
