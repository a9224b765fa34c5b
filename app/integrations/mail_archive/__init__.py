"""The mail archive: what was written with an address, found where the house's mails are kept (contracts.md section 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MailFound:
    """Headers of a mail and how it begins. `archive_id` finds it again there; `is_automatic`: a machine wrote it (RFC 3834)."""

    archive_id: str
    message_id: str
    at: dt.datetime
    sender: str
    recipients: str
    subject: str
    snippet: str
    is_automatic: bool = False


class Archive(Protocol):
    """Reads only. Each method raises Retry, GiveUp, or LockedOut."""

    def search(self, address: str, *, page: int, size: int, exclude: Sequence[str] = ()) -> list[MailFound]:
        """Mails from or to the address, the newest first, `size` a page, pages from 1; none with an address of `exclude`."""

    def fetch(self, archive_id: str) -> bytes:
        """The whole mail (RFC 5322)."""
