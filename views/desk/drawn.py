"""The part of the desk's page that changes by itself."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core import clock
from app.models import Location
from app.queries.presence.days import day_figures
from app.queries.presence.expected import expected
from app.queries.presence.hours import hours_of
from app.queries.presence.who_is_in import left_today, who_is_in
from app.rendering.words.check_ins import kind_said, source_said
from views.desk import lists, words


def drawn(session: Session, place: Location, *, by: Actor) -> str:
    """Who is in, who is expected, who left, and the figures of the day. Nothing in it differs from one look to the next unless it changed."""
    figures, here = day_figures(session, place, by=by), who_is_in(session, place.id, by=by)
    hours = hours_of(session, place, by=by)
    return render_template(
        "screens/desk/now.html",
        place=place,
        here=here,
        coming=expected(session, place, by=by),
        left=left_today(session, place, by=by),
        hours=hours,
        most=max((each.count for each in hours), default=0),
        figures=figures,
        links=lists.of_day(place, figures.day),
        may_check_in=by.may(Permission.CHECK_IN_WRITE),
        may_invite=by.may(Permission.VISIT_WRITE),
        upto=max((each.since for each in here), default=clock.now()).isoformat(),
        **said(place),
    )


def said(place: Location) -> dict[str, Any]:
    """What the templates of the desk call."""
    return {
        "wall": lambda instant: words.wall(instant, place),
        "face": words.face,
        "known_said": words.known_said,
        "kind_said": kind_said,
        "source_said": source_said,
        "left_said": words.left_said,
        "member_href": lambda user_id: url_for("MemberView.show", pk=user_id),
        "guest_href": lists.guest_href,
    }


def version(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
