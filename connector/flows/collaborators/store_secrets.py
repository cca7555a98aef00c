"""Sealing and opening a store's secrets, each at its own place."""

from __future__ import annotations

import json
from dataclasses import dataclass

from connector.alter.client import Credential
from connector.domain.ids import ConnectSecret, StoreId, TicketSecret
from connector.domain.secrets import Secret
from connector.domain.store import Store
from connector.vault.sealing import Place, Vault


def _place(store_id: StoreId, column: str) -> Place:
    return Place(owner=store_id, table="stores", column=column, row=store_id)


@dataclass(frozen=True)
class StoreSecrets:
    vault: Vault

    def new_data_key(self, store_id: StoreId) -> bytes:
        return self.vault.new_data_key(store_id)

    def seal_credential(
        self, store_id: StoreId, data_key: bytes, access_key: str, access_token: Secret
    ) -> bytes:
        text = json.dumps({"accessKey": access_key, "accessToken": access_token.reveal()})
        return self.vault.seal(data_key, _place(store_id, "sealed_credential"), text.encode())

    def credential(self, store: Store) -> Credential:
        """Opened per use: it costs microseconds and leaves no copy lying in memory."""
        place = _place(store.id, "sealed_credential")
        values = json.loads(self.vault.open(store.data_key, place, store.sealed_credential))
        return Credential(
            account=store.id,
            access_key=values["accessKey"],
            access_token=Secret(values["accessToken"]),
        )

    def seal_ticket_secret(
        self, store_id: StoreId, data_key: bytes, ticket_secret: TicketSecret
    ) -> bytes:
        place = _place(store_id, "sealed_ticket_secret")
        return self.vault.seal(data_key, place, ticket_secret.reveal().encode())

    def seal_connect_secret(
        self, store_id: StoreId, data_key: bytes, connect_secret: ConnectSecret
    ) -> bytes:
        place = _place(store_id, "sealed_connect_secret")
        return self.vault.seal(data_key, place, connect_secret.reveal().encode())

    def connect_secret(self, store: Store) -> ConnectSecret | None:
        """What the site proves its address with; None for a store that was not connected by `start`."""
        if store.sealed_connect_secret is None:
            return None
        place = _place(store.id, "sealed_connect_secret")
        opened = self.vault.open(store.data_key, place, store.sealed_connect_secret)
        return ConnectSecret(opened.decode())

    def ticket_secret(self, store: Store) -> TicketSecret:
        place = _place(store.id, "sealed_ticket_secret")
        opened = self.vault.open(store.data_key, place, store.sealed_ticket_secret)
        return TicketSecret(opened.decode())
