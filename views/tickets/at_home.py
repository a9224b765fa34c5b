"""What the start page and the pages of people and organisations say of tickets."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.tickets.figures import ticket_figures, unsolved_of
from app.web.actor import current_actor
from views.home_task import Task
from views.record import Stat
from views.tickets.words import waiting_said


def unanswered_tickets(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """For whoever answers them."""
    if not by.may(Permission.TICKET_WRITE):
        return []
    found = ticket_figures(session, by=by, location_id=location_id)
    if not found.unanswered:
        return []
    text = ngettext("%(num)d ticket waits for an answer", "%(num)d tickets wait for an answer", found.unanswered)
    return [Task("ticket", text, _("The oldest for %(time)s.", time=waiting_said(found.oldest)), url_for("TicketView.list"), _("Answer"))]


def tickets_stat(session: Session, **whose: int) -> list[Stat]:
    """Unsolved ones, with their list; nothing for who may not see them. `whose`: user_id or organisation_id."""
    by = current_actor()
    if not by.may(Permission.TICKET_READ):
        return []
    here = {f"_flt_0_{name.removesuffix('_id')}": value for name, value in whose.items()}
    return [Stat(_("Unsolved tickets"), unsolved_of(session, by=by, **whose), url_for("TicketView.list", **here))]
