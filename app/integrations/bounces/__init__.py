"""The mailbox of bounces: what mail servers say of mails that did not arrive comes back there (contracts.md section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Looked:
    """The mails that came since, oldest first, each with its UID, as far as they were asked for. `valid` says which count of UIDs this is (UIDVALIDITY)."""

    valid: str
    mails: tuple[tuple[int, bytes], ...]


class BounceBox(Protocol):
    """Reads only. Raises Retry, GiveUp, or LockedOut."""

    def after(self, valid: str, uid: int, *, most: int) -> Looked:
        """At most so many mails with a higher UID; from the first one where the mailbox counts anew."""
