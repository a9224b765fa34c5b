"""A day of a location as a list, for phones and for who has no script."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.clock import local, now
from app.queries.bookings.calendar import Whose, calendar
from app.queries.bookings.extras import said_of_many
from views.bookings.feed import title_said, who_said, whose_words
from views.bookings.shown_days import ShownDays


@dataclass(frozen=True)
class Line:
    """`href` is empty where the booking is not the reader's to open."""

    href: str
    times: str
    room: str
    title: str
    who: str
    whose: Whose
    word: str
    is_now: bool
    is_over: bool
    extras: str


def day_agenda(session: Session, shown: ShownDays, *, by: Actor, page: str) -> list[Line]:
    """What stands in any room on the chosen day, by time and then by room; `page` is the endpoint of a booking's page."""
    rooms, words, zone, at = {room.id: room.name for room in shown.rooms}, whose_words(by), shown.location.zone, now()
    found = calendar(session, shown.location, shown.on, shown.on, by=by, room_ids=list(rooms))
    extras = said_of_many(session, [each.id for each in found if each.id is not None])
    lines = [
        Line(
            href=url_for(page, pk=each.id) if each.id is not None else "",
            times=f"{local(each.starts_at, zone):%H:%M} – {local(each.ends_at, zone):%H:%M}",
            room=rooms[each.room_id],
            title=title_said(each),
            who=who_said(each),
            whose=each.whose,
            word=words[each.whose],
            is_now=each.starts_at <= at < each.ends_at,
            is_over=each.ends_at <= at,
            extras=extras.get(each.id, "") if each.id is not None else "",
        )
        for each in found
    ]
    return sorted(lines, key=lambda line: (line.times, line.room))
