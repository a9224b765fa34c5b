"""Send a credit note to the addresses that its invoice went to."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoice_runs.send import want_delivery
from app.actions.invoice_runs.settle import settle_when_free
from app.core.errors import Refused
from app.models import CreditNote, Location
from app.models.delivery import DeliveryKind
from app.work import transaction


def send_credit_note(credit_note_id: int, *, by: Actor) -> CreditNote:
    """It leaves as soon as its PDF is there. Raises Refused when it was sent before."""
    with transaction(by=by) as work:
        note = work.lock(CreditNote, credit_note_id)
        require(by, Permission.CREDIT_NOTE_WRITE, note)
        if note.send_wanted_at is not None:
            raise Refused(_("%(note)s is already on its way.", note=note))
        want_delivery(work, DeliveryKind.CREDIT_NOTE, [note.id], work.get(Location, note.location_id), note.run_id)
    if note.run_id is not None:
        settle_when_free(note.run_id, by=by)
    return note
