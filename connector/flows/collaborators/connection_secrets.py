"""Sealing and opening what a connect attempt keeps: its secret, its verifier, its answer."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.connection import Connection
from connector.domain.ids import ConnectionId, ConnectSecret
from connector.domain.secrets import Secret
from connector.vault.sealing import Place, Vault


@dataclass(frozen=True)
class ConnectionSecrets:
    vault: Vault

    def new_data_key(self, connection_id: ConnectionId) -> bytes:
        return self.vault.new_data_key(connection_id)

    def seal(self, connection_id: ConnectionId, data_key: bytes, column: str, data: bytes) -> bytes:
        return self.vault.seal(data_key, _place(connection_id, column), data)

    def connect_secret(self, attempt: Connection) -> ConnectSecret:
        sealed = attempt.sealed_connect_secret
        return ConnectSecret(self._open(attempt, "sealed_connect_secret", sealed).decode())

    def verifier(self, attempt: Connection) -> Secret:
        return Secret(self._open(attempt, "sealed_verifier", attempt.sealed_verifier).decode())

    def exchange(self, attempt: Connection) -> bytes:
        return self._open(attempt, "sealed_exchange", attempt.sealed_exchange)

    def answer(self, attempt: Connection) -> bytes:
        return self._open(attempt, "sealed_answer", attempt.sealed_answer)

    def _open(self, attempt: Connection, column: str, sealed: bytes | None) -> bytes:
        if sealed is None:
            raise ValueError(f"{column} of {attempt.id} is already erased")
        return self.vault.open(attempt.data_key, _place(attempt.id, column), sealed)


def _place(connection_id: ConnectionId, column: str) -> Place:
    return Place(owner=connection_id, table="connections", column=column, row=connection_id)
