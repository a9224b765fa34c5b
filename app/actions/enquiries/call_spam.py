"""A person looked: this is spam. It is kept until the quarantine forgets it, so that a mistake can be undone."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Enquiry
from app.work import transaction


def call_spam(enquiry_id: int, *, by: Actor) -> Enquiry:
    """Raises Refused for one that does not wait in the quarantine."""
    with transaction(by=by) as work:
        row = work.lock(Enquiry, enquiry_id)
        require(by, Permission.LEAD_SCREEN, row)
        Enquiry.moves.move(row, "call_spam")
        row.decided_by = by.name
    return row
