"""What a storefront's plan allows (alter-public-api.txt, "Connection test")."""

from __future__ import annotations

from dataclasses import dataclass, field

RUNTIME_TYPES = ("viewer", "configurator", "customizer")
# The document names one plan, both as required and as current.
REQUIRED_PLAN = "Business"


def every_runtime() -> dict[str, bool]:
    return dict.fromkeys(RUNTIME_TYPES, True)


@dataclass(frozen=True, slots=True)
class Plan:
    """The defaults are the numbers of the document's example."""

    name: str = REQUIRED_PLAN
    runtime_flags: dict[str, bool] = field(default_factory=every_runtime)
    active_runtime_bindings: int = 100
    monthly_reassignments: int = 1_000
    monthly_embed_tokens: int = 50_000

    @property
    def eligible(self) -> bool:
        return self.name == REQUIRED_PLAN

    def allows(self, tool: str) -> bool:
        """The designer has no flag of its own in the document: an eligible plan includes it."""
        return self.eligible and self.runtime_flags.get(tool, tool == "designer")

    def shown(self) -> dict[str, object]:
        return {
            "requiredPlan": REQUIRED_PLAN,
            "currentPlanName": self.name,
            "eligible": self.eligible,
            "runtimeFlags": dict(self.runtime_flags),
            "limits": {
                "activeRuntimeBindingsLimit": self.active_runtime_bindings,
                "monthlyReassignmentLimit": self.monthly_reassignments,
                "monthlyEmbedTokenLimit": self.monthly_embed_tokens,
            },
        }
