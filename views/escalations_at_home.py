"""Rises of prices on the start page."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.escalations.list import Asked, sums
from app.web.formats import format_money
from views.home_task import Task


def to_decide(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """What waits for a yes, with what it would add to a month."""
    if not by.may(Permission.ESCALATION_DECIDE):
        return []
    found = sums(session, Asked(location_id=location_id), by=by)
    if not found:
        return []
    text = ngettext("%(num)d price rise waits for a yes", "%(num)d price rises wait for a yes", sum(each.number for each in found))
    hint = _("%(amount)s more a month.", amount=" + ".join(format_money(each.more, each.currency) for each in found))
    return [Task("trending-up", text, hint, url_for("EscalationsView.show"), _("Look"))]
