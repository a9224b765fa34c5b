"""What follows from tickets: mails to the other side, and solved ones that are closed."""

from __future__ import annotations

from flask_babel import ngettext

from app.access.actor import SYSTEM
from app.actions.tickets import tell
from app.actions.tickets.close import close_solved
from jobs import job


@job(queue="mail")
def tell_entry(ticket_entry_id: int) -> None:
    """Whoever waits for these words. Safe to run twice."""
    tell.tell_entry(ticket_entry_id, by=SYSTEM)


def close_old() -> str:
    """For the timetable: each night."""
    count = close_solved()
    return ngettext("%(num)d ticket is closed.", "%(num)d tickets are closed.", count)
