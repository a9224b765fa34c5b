"""Another network: a Foyer at its own address, which shows its keys and answers whose PIN one is (contracts.md section 8)."""

from __future__ import annotations

from typing import Any, Protocol

from app.integrations.errors import GiveUp


class NotTaken(GiveUp):
    """It is there, and takes no question of ours."""


class Neighbour(Protocol):
    """`is_near`: its address may be one of a private network."""

    def keys(self, base_url: str, *, is_near: bool) -> Any:
        """What it shows as its keys, as JSON. Raises Retry, or GiveUp for an address that is not called."""

    def ask(self, base_url: str, sealed: str, *, is_near: bool, seconds: float) -> bytes:
        """Its answer, still sealed, within so many seconds. Asked once. Raises Retry or Unknown for none, NotTaken, or GiveUp for an address that is not called."""
