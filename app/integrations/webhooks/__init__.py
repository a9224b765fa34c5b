"""A receiver of webhooks: somebody's address that takes a signed message."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Reply(NamedTuple):
    """`wish` is Retry-After in seconds, where it was said so."""

    status: int
    text: str
    wish: int | None


class Receiver(Protocol):
    def deliver(self, url: str, headers: dict[str, str], body: str) -> Reply:
        """One POST, no redirection followed. Raises Retry or Unknown where no answer came, GiveUp for an address that is not called."""
