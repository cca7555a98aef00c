"""What is sent to open a session, by a browser or by a store that relays."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connector.domain.binding import RuntimeType
from connector.domain.secrets import Secret
from connector.flows.storefront.session import SessionWish
from connector.web.binding_bodies import ProductId
from connector.web.problems import UPSTREAM_FAILURES
from connector.web.reading import Body

SESSION_FAILURES = (
    *("storefront.originNotAllowed", "storefront.tooManySessions"),
    *("storefront.ticketRequired", "storefront.ticketInvalid"),
    *("storefront.noActiveBinding", "session.refusedByAlter"),
    *UPSTREAM_FAILURES,
)


class SessionBody(Body):
    """`ticket`: `v1.<base64url JSON>.<base64url HMAC-SHA256 under the ticket secret>`, for anything personal."""

    external_product_id: ProductId
    runtime_type: RuntimeType
    ticket: Annotated[str, Field(max_length=2048)] | None = None

    def wish(self, *, origin: str | None, client: str | None) -> SessionWish:
        return SessionWish(
            external_product_id=self.external_product_id,
            runtime_type=self.runtime_type,
            unverified_origin=origin,
            client=client,
            unverified_ticket=None if self.ticket is None else Secret(self.ticket),
        )


class RelayedSessionBody(SessionBody):
    origin: Annotated[str, Field(max_length=512)]
    client: Annotated[str, Field(min_length=1, max_length=200)] | None = None
