"""What one running sandbox consists of; handlers find it in the application under `SCENE`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from aiohttp import web

from connector.sandbox.calls import API_PREFIX, CallLog
from connector.sandbox.clock import Clock
from connector.sandbox.knobs import Knobs
from connector.sandbox.limits import Limiter
from connector.sandbox.world import World


@dataclass
class Scene:
    world: World
    knobs: Knobs
    clock: Clock
    calls: CallLog = field(default_factory=CallLog)
    limiter: Limiter = field(init=False)
    signing_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.clock)
        self.world.clock = self.clock

    def reset(self) -> None:
        """A fresh seeded world, no calls, no spent limits; knobs stay, faults go."""
        self.world = World.seeded()
        self.world.clock = self.clock
        self.calls = CallLog()
        self.limiter = Limiter(self.clock)
        self.knobs.faults = []

    def origin(self, request: web.Request) -> str:
        return self.knobs.public_url or str(request.url.origin())

    def api_url(self, request: web.Request) -> str:
        return self.origin(request) + API_PREFIX


SCENE = web.AppKey("SCENE", Scene)
