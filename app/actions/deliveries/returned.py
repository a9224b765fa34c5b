"""A mail did not arrive: it came back, or mails to its address do."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.documents.unlock import unlock_its_document
from app.core.events import Event
from app.models import Delivery
from app.work import Work


@dataclass(frozen=True)
class MailReturned(Event):
    delivery_id: int
    attempt: int


def did_not_arrive(work: Work, row: Delivery, verb: str, why: str) -> None:
    """For a person to decide about, as one that the mail server refused. `verb` is that of its state machine; the row is held."""
    Delivery.moves.move(row, verb)
    row.reason = why[:1000]
    work.emit(MailReturned(row.id, row.attempt))
    unlock_its_document(work, row)
