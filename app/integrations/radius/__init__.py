"""Access points: ending a session that is under way (RFC 5176, contracts.md 5.3). Refusing the next log-in is a matter of rows."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Disconnection(StrEnum):
    """How it ended. `no_answer` is a warning: the session may go on until the access point asks again."""

    DISCONNECTED = "disconnected"
    ALREADY_GONE = "already_gone"
    NO_ANSWER = "no_answer"


class Nas(Protocol):
    """One access point, or the controller that speaks for many: the RADIUS words for it are Network Access Server."""

    def disconnect(self, *, username: str, session_id: str, nas_address: str, station: str = "") -> Disconnection:
        """End one session, named as queries.wifi.sessions names it. Safe to repeat. Raises Retry, or GiveUp for a refusal."""


__all__ = ["Disconnection", "Nas"]
