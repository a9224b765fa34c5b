"""MailReturned: a mail did not arrive, because it came back or because mails to its address do."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class MailReturned(Event):
    delivery_id: int
    attempt: int
