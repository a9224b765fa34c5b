"""Rises of prices, and discounts that end, on the start page."""

from __future__ import annotations

import datetime as dt

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.discounts_ending import SOON, discounts_ending
from app.queries.escalations.list import Asked, sums
from app.web.formats import format_money
from views.home.task import Task

ONE_DAY = dt.timedelta(days=1)


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


def to_renew(session: Session, today: dt.date, *, by: Actor, location_id: int | None) -> list[Task]:
    """Discounts that end soon, for who may grant another."""
    number = discounts_ending(session, today, by=by, location_id=location_id) if by.may(Permission.DISCOUNT_WRITE) else 0
    if not number:
        return []
    text = ngettext("%(num)d discount ends within 30 days", "%(num)d discounts end within 30 days", number)
    href = url_for(
        "DiscountView.list",
        _flt_1_ends_on=(today - ONE_DAY).isoformat(),
        _flt_2_ends_on=(today + SOON + ONE_DAY).isoformat(),
        _oc_DiscountView="ends_on",
    )
    return [Task("percentage", text, _("From then on they pay the whole price."), href, _("Look"))]
