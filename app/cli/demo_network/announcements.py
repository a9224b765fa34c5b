"""What the demo network's members find on their start page."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.announcements.write import write_announcement
from app.models import Location
from app.work import Work

TOLD = (
    (
        "KLF",
        "The lift rests on Tuesday",
        "Between **9 and 12 o'clock** it is looked after. Bring nothing heavy, or ask the desk for the goods lift.",
        True,
    ),
    (
        "AMS",
        "Bicycles",
        "The cellar is full. There is room again behind the house:\n- the gate opens with your fob\n- please lock to the rails, not to the fence",
        False,
    ),
    (None, "Breakfast on the first Friday", "At every house, from 8 o'clock. Bring a colleague who has not seen us yet.", False),
)


def announce(work: Work, today: dt.date, *, by: Actor) -> None:
    """From today, for two weeks."""
    places = {each.code: each.id for each in work.session.scalars(select(Location))}
    for code, title, body, is_pinned in TOLD:
        write_announcement(location_id=places[code] if code else None, title=title, body=body, is_pinned=is_pinned, starts_on=today, by=by)
