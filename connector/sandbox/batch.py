"""Changing runtime bindings, all of a batch or nothing of it.

The documents show neither what a partly wrong batch does nor which statuses need a design. Chosen here:
a batch is refused whole, and only a draft may be without a design.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from connector.sandbox.auth import Caller
from connector.sandbox.catalogue import timestamp
from connector.sandbox.plan import RUNTIME_TYPES
from connector.sandbox.records import Binding, Design, LocalFiles
from connector.sandbox.refusal import refused
from connector.sandbox.scene import Scene
from connector.sandbox.wishes import BindingWish


@dataclass
class Batch:
    """Collects changes; the world sees them in `commit`, which checks the plan first."""

    scene: Scene
    caller: Caller
    changed: dict[int, Binding] = field(default_factory=dict)
    keys: set[tuple[str, str]] = field(default_factory=set)
    local: dict[str, Design] = field(default_factory=dict)
    local_by_id: dict[int, Design] = field(default_factory=dict)
    reassigned: int = 0

    def upsert(self, wish: BindingWish) -> None:
        """By (storefront, externalProductId, runtimeType): the same call twice changes nothing."""
        key = (wish.external_product_id or "", wish.runtime_type or "")
        before = self.scene.world.bindings_of(self.caller.storefront.id).get(key)
        if key in self.keys:
            raise refused(400, "runtimeBinding.duplicateInBatch")
        self.keys.add(key)
        if before is None:
            number = self.scene.world.next_binding_id()
            blank = Binding(number, self.caller.storefront.id, *key)
            self._settle(None, self._wished(blank, wish))
        else:
            self._settle(before, self._wished(before, wish))

    def patch(self, before: Binding, wish: BindingWish) -> None:
        after = self._wished(before, wish)
        others = self.scene.world.bindings_of(before.storefront_id)
        if after.key != before.key and after.key in others:
            raise refused(409, "runtimeBinding.duplicate")
        self._settle(before, after)

    def commit(self) -> list[Binding]:
        self._check_limits()
        world, storefront = self.scene.world, self.caller.storefront
        for design in self.local.values():
            world.put_design(design)
        for binding in self.changed.values():
            world.put_binding(binding)
        if self.reassigned:
            world.reassignments[storefront.id, self.scene.clock.month()] += self.reassigned
        return list(self.changed.values())

    def _wished(self, before: Binding, wish: BindingWish) -> Binding:
        sent: dict[str, Any] = {
            "external_product_id": wish.external_product_id,
            "runtime_type": wish.runtime_type,
            "status": wish.status,
            "design_id": wish.design_id,
            "legacy_storefront_product_id": wish.legacy_storefront_product_id,
            "legacy_binding_meta": wish.legacy_binding_meta,
        }
        if wish.local_files is not None:
            sent["design_id"] = self._local_design(wish.local_files).id
        return replace(before, **{name: value for name, value in sent.items() if value is not None})

    def _settle(self, before: Binding | None, after: Binding) -> None:
        self._check_design(before, after)
        if before is not None and before.design_id not in (None, after.design_id):
            self.reassigned += 1
        self.changed[after.id] = after

    def _check_design(self, before: Binding | None, after: Binding) -> None:
        if after.design_id is None:
            if after.serves or (before is None and after.status != "draft"):
                raise refused(422, "runtimeBinding.designRequired")
            return
        design = self._design(after.design_id)
        if design is None:
            raise refused(422, "runtimeBinding.designNotFound")
        if after.serves and not design.embeddable.get(after.runtime_type, False):
            raise refused(422, "runtimeBinding.notEmbeddable")
        if after.serves and not self.caller.plan.allows(after.runtime_type):
            raise refused(403, "runtimeBinding.runtimeNotInPlan")

    def _design(self, design_id: int) -> Design | None:
        return self.local_by_id.get(design_id) or self.scene.world.design_of(
            self.caller.storefront.id, design_id
        )

    def _local_design(self, files: LocalFiles) -> Design:
        """A design id of Alter's own stands for the store's files: bootstrap shows one (381)."""
        storefront = self.caller.storefront
        known = self.local.get(files.key) or self.scene.world.local_design(storefront.id, files.key)
        if known is None:
            known = Design(
                id=self.scene.world.next_design_id(),
                storefront_id=storefront.id,
                name=files.title,
                product_id=files.product_id,
                created_at=timestamp(self.scene.clock.now()),
                embeddable=dict.fromkeys(RUNTIME_TYPES, True),
            )
        design = replace(known, name=files.title, product_id=files.product_id, local=files)
        self.local[files.key] = self.local_by_id[design.id] = design
        return design

    def _check_limits(self) -> None:
        world, plan, storefront = self.scene.world, self.caller.plan, self.caller.storefront
        present = world.bindings_of(storefront.id).values()
        before = sum(binding.serves for binding in present)
        after = sum(self.changed.get(binding.id, binding).serves for binding in present)
        known = {binding.id for binding in present}
        after += sum(new.serves for number, new in self.changed.items() if number not in known)
        # A store above its limit (the plan shrank) may still change what is there, or shrink.
        if after > max(plan.active_runtime_bindings, before):
            raise refused(409, "runtimeBinding.activeLimitReached")
        spent = world.reassignments[storefront.id, self.scene.clock.month()]
        if self.reassigned and spent + self.reassigned > plan.monthly_reassignments:
            raise refused(409, "runtimeBinding.reassignmentLimitReached")
