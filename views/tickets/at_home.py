"""What the start page and the pages of people and organisations say of tickets."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.tickets.figures import ticket_figures
from views.base.behind import Behind
from views.home.task import Task
from views.tickets.words import unsolved_today, waiting_said


def unanswered_tickets(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """For whoever answers them."""
    if not by.may(Permission.TICKET_WRITE):
        return []
    found = ticket_figures(session, by=by, location_id=location_id)
    if not found.unanswered:
        return []
    text = ngettext("%(num)d ticket waits for an answer", "%(num)d tickets wait for an answer", found.unanswered)
    return [Task("ticket", text, _("The oldest for %(time)s.", time=waiting_said(found.oldest)), url_for("TicketView.list"), _("Answer"))]


def unsolved(**whose: int) -> Behind:
    """Unsolved ones, with their list. `whose`: user, organisation, room or location, by number."""
    return Behind(_("Unsolved tickets"), "TicketView", unsolved_today() | {f"_flt_0_{name}": row_id for name, row_id in whose.items()})
