"""An expected guest comes at another time, to somebody else, or is somebody else."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.visit_passes import made, renewed
from app.actions.emails import one_address
from app.actions.no_card_number import without_card_number
from app.actions.visits.allowed import check_time, is_own, lock_visit, place_of
from app.actions.visits.events import VisitChanged, VisitInvited
from app.core.errors import Forbidden, Refused
from app.models import Visit
from app.models.visit import VisitStatus
from app.rules.lead_contact import email_key
from app.work import transaction

TOLD = ("location_id", "host_id", "expected_at", "until_at", "note")  # what the guest is mailed about


def change_visit(
    visit_id: int,
    *,
    name: str,
    email: str,
    company: str,
    note: str,
    expected_at: dt.datetime,
    until_at: dt.datetime | None,
    location_id: int,
    host_id: int | None,
    by: Actor,
) -> Visit:
    """While they are expected. Another address gets a pass of its own, and the one before opens nothing any more.

    Raises Forbidden, Missing, and Refused at the field.
    """
    with transaction(by=by) as work:
        visit = lock_visit(work, visit_id)
        if visit.status is not VisitStatus.EXPECTED:
            raise Refused(_("Only a guest who is still expected can be changed. Invite them again."))
        if is_own(by, visit.host_id) and host_id != visit.host_id:
            raise Forbidden(_("%(name)s may invite guests of their own alone.", name=by.name))
        place_of(work, location_id, host_id)
        if (expected_at, until_at) != (visit.expected_at, visit.until_at):
            check_time(expected_at, until_at)
        name = " ".join(name.split())
        if not name:
            raise Refused(_("A guest needs a name."), field="name")
        address = one_address(email, field="email")
        is_other_address = email_key(address) != email_key(visit.email)
        wanted = {
            "location_id": location_id,
            "host_id": host_id,
            "expected_at": expected_at,
            "until_at": until_at,
            "note": without_card_number(note.strip(), "note"),
        }
        is_told = any(getattr(visit, column) != wanted[column] for column in TOLD)
        visit.name, visit.email, visit.email_key, visit.company = name, address, email_key(address) or None, company.strip()
        for column, value in wanted.items():
            setattr(visit, column, value)
        if is_other_address or (
            is_told and not made(visit).is_made
        ):  # a key of the house was taken away: the mail would carry a pass that opens nothing
            renewed(visit)
            work.emit(VisitInvited(visit.id))
        elif is_told:
            work.emit(VisitChanged(visit.id))
        return visit
