"""What an address of the presence report asks for, and how that is said."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import narrowed
from app.core.entity import db
from app.models import FoyerUser, Organisation
from app.models.check_in import Source
from app.queries.presence.asked import Asked
from app.queries.presence.who_is_in import Who
from app.queries.reports.asked import ALL_PLACES
from app.rendering.words.check_ins import hour_said, kind_said, source_said
from app.web.actor import current_actor
from app.web.formats import as_date
from app.web.interface import key_of
from app.web.numbers import LARGEST_INTEGER, whole
from app.web.place import location_choices, place_asked, reader_today
from views.base.days import asked_day, asked_first, asked_last
from views.base.screen import asked_number

DAYS = 28


def asked_of(*, period: bool = False) -> Asked:
    """What the address asks for; a report has a period, the last four weeks unless it says another. What makes no sense counts as not said."""
    first = last = None
    if period or "from" in request.args or "to" in request.args:
        today = reader_today()
        first, last = asked_first("from", today - dt.timedelta(days=DAYS - 1)), asked_last("to", today)
        first, last = min(first, last), max(first, last)
    place = place_asked(request.args.get("location", ""))
    weekday, hour = asked_number("weekday"), whole(request.args.get("hour", ""), 23)
    is_hour = 1 <= weekday <= 7 and hour is not None
    return Asked(
        first=first,
        last=last,
        location_id=place,
        user_id=whole(request.args.get("user", ""), LARGEST_INTEGER),
        organisation_id=key_of(request.args.get("organisation", "")),
        who=one_of(Who, "who"),
        source=one_of(Source, "source"),
        weekday=weekday if is_hour else None,
        hour=hour if is_hour else None,
        week=asked_day("week", dt.date.min) if request.args.get("week") else None,
        is_open=request.args.get("left") == "not",
        is_timed=request.args.get("left") == "seen",
    )


def one_of(kind: Any, name: str) -> Any:
    with suppress(ValueError):
        return kind(request.args.get(name, ""))
    return None


def list_href(asked: Asked, **test: Any) -> str:
    """Of the report's own period and filters, and `test` on top of them."""
    kept = {"from": asked.first, "to": asked.last, "location": asked.location_id or ALL_PLACES, "who": asked.who.value if asked.who else ""}
    return url_for("PresenceListView.show", **{name: value for name, value in (kept | test).items() if value not in (None, "")})


def asked_said(asked: Asked) -> list[str]:
    facts = names_said(asked)
    if asked.first is not None and asked.last is not None:
        facts.append(
            as_date(asked.first)
            if asked.first == asked.last
            else _("From %(first)s to %(last)s", first=as_date(asked.first), last=as_date(asked.last))
        )
    if asked.location_id is not None:
        facts += [place.name for place in location_choices() if place.id == asked.location_id]
    facts += [kind_said(asked.who)] if asked.who else []
    facts += [source_said(asked.source)] if asked.source else []
    if asked.weekday is not None and asked.hour is not None:
        facts.append(hour_said(asked.weekday, asked.hour))
    facts += [_("Week of %(day)s", day=as_date(asked.week))] if asked.week else []
    facts += [_("In now")] if asked.is_open else []
    return facts + ([_("Seen leaving")] if asked.is_timed else [])


def names_said(asked: Asked) -> list[str]:
    """Whose check-ins, as far as the reader may see them."""
    by, found = current_actor(), []
    for model, row_id in ((FoyerUser, asked.user_id), (Organisation, asked.organisation_id)):
        if row_id is not None:
            row = db.session.scalars(narrowed(select(model).where(model.id == row_id), by, model)).one_or_none()
            found += [str(row)] if row is not None else []
    return found
