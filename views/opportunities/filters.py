"""The filters of board, list and forecast: they stand in the address, so that a link shows the same to a colleague."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.queries.opportunities.deals import NOBODY, Wanted
from app.queries.opportunities.owners import owners
from app.rules.lead_heat import Heat
from app.web.numbers import LARGEST_INTEGER, whole
from app.web.place import chosen_location, location_choices, place_asked
from app.web.words import spoken

AGES = (7, 14, 30, 90)
MOST_DAYS = 10_000
NAMES = ("location", "owner", "heat", "age")
ME, NONE = "me", "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a select: (value, label) of each, and which is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


def asked() -> dict[str, str]:
    """What the address says, to be said again by every link of the page."""
    return {name: request.values[name] for name in NAMES if request.values.get(name)}


def wanted_of(by: Actor) -> Wanted:
    """Whatever makes no sense is no filter. The location switch holds where the address names no location, nor all."""
    said = asked()
    heat, owner = said.get("heat", ""), said.get("owner", "")
    return Wanted(
        location_id=place_asked(said.get("location", "")),
        owner_id=by.id if owner == ME else NOBODY if owner == NONE else whole(owner, LARGEST_INTEGER),
        heat=Heat(heat) if heat in set(Heat) else None,
        age=whole(said.get("age", ""), MOST_DAYS),
    )


def choices(session: Session, *, by: Actor) -> list[Choice]:
    """The selects of the bar; locations only where there are several and the switch chose none."""
    said = asked()
    people = [(str(key), name) for key, name in owners(session, by=by) if key != by.id]
    every: list[tuple[str, Callable[[], str], list[tuple[str, str]]]] = [
        ("owner", lambda: _("Owner"), [(ME, _("Mine")), (NONE, _("Nobody's")), *people]),
        ("heat", lambda: _("Heat"), [(each.value, spoken(each.value)) for each in reversed(Heat)]),
        ("age", lambda: _("In its stage"), [(str(days), ngettext("%(num)d day or more", "%(num)d days or more", days)) for days in AGES]),
    ]
    places = location_choices()
    if len(places) > 1 and chosen_location() is None:
        every.insert(0, ("location", lambda: _("Location"), [(str(each.id), each.name) for each in places]))
    return [Choice(name, label(), options, said.get(name, "")) for name, label, options in every]
