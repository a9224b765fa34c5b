"""How often somebody was there lately, for the page of a member and of an organisation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core import clock
from app.queries.presence.asked import Asked, count
from app.web.actor import current_actor
from views.base.record import Stat

DAYS = 30


def visits_stat(session: Session, zone: str, **whose: Any) -> list[Stat]:
    """Check-ins of the last 30 days, with the list of them; nothing for who may not see them. `whose`: user_id or organisation_id."""
    by = current_actor()
    if not by.may(Permission.CHECK_IN_READ):
        return []
    today = clock.today(zone)
    asked = Asked(first=today - dt.timedelta(days=DAYS - 1), last=today, **whose)
    named = {name.removesuffix("_id"): value for name, value in whose.items()}
    href = url_for("PresenceListView.show", **{"from": asked.first, "to": asked.last, "location": "all"}, **named)
    return [Stat(_("Check-ins in 30 days"), count(session, asked, by=by), href)]
