"""Occupancy: desks and offices by day and now, and rooms by the hours of the week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.queries.reports.asked import Asked
from app.queries.reports.known import Known
from app.queries.reports.occupancy import Capacity, PlaceNow, Sold, capacity, desks_behind, offices_behind, sold_by_day, spaces_on
from app.queries.reports.rooms import rooms
from app.rendering.reports.heat import hours_listing, room_hours
from app.rendering.reports.say import written
from app.rendering.reports.shape import Cell, Column, Definition, Figure, Kind, ListColumn, Listing, Report, Section, share
from app.rendering.reports.words import count, percent, places, text

Words = Mapping[str, str]
ENOUGH = 62  # days that a picture shows one by one in its table


def build(session: Session, asked: Asked) -> Report:
    there, days = capacity(session, asked), sold_by_day(session, asked)
    if not there.desks and not there.offices:
        return Report(
            [], [], [], nothing=(_("There is nothing to sell yet."), _("Spaces with a capacity, and private offices, are counted here."))
        )
    spaces = spaces_on(session, asked, asked.until)
    found = rooms(session, asked)
    sections = [_by_day(days, there, asked), _now(spaces, asked)]
    sections += [room_hours(found, asked)] if found else []
    return Report([_finding(days[-1], there)], _figures(days[-1], there), sections)


def _finding(now: Sold, there: Capacity) -> str:
    if not there.desks:
        return _("%(sold)s of %(all)s offices are sold.", sold=now.offices, all=there.offices)
    said = {"desks": now.desks, "of": there.desks, "share": (share(now.desks, there.desks) or 0) // 10}
    if not there.offices:
        return _("%(desks)s of %(of)s desks are sold (%(share)s %%).", **said)
    return _(
        "%(desks)s of %(of)s desks are sold (%(share)s %%), and %(offices)s of %(all)s offices.",
        **said,
        offices=now.offices,
        all=there.offices,
    )


def _figures(now: Sold, there: Capacity) -> list[Figure]:
    return [
        Figure(
            _("Desks sold"),
            percent(now.desks, there.desks, what="desks", day=now.day),
            hint=_("%(sold)s of %(all)s", sold=now.desks, all=there.desks),
            how="desks",
        ),
        Figure(
            _("Offices sold"),
            percent(now.offices, there.offices, what="offices", day=now.day),
            hint=_("%(sold)s of %(all)s", sold=now.offices, all=there.offices),
            how="offices",
        ),
    ]


def _by_day(days: list[Sold], there: Capacity, asked: Asked) -> Section:
    """The picture has every day; the table too when they are few, else the last day of each month."""
    best = max(days, key=lambda each: (each.desks, each.offices))
    title = _(
        "Most desks were sold on %(day)s: %(count)s of %(all)s",
        day=written(best.day, Kind.DATE, "", asked.locale),
        count=best.desks,
        all=there.desks,
    )
    shown = days if len(days) <= ENOUGH else [each for each in days if (each.day + dt.timedelta(days=1)).day == 1 or each is days[-1]]
    rows = [
        [
            Cell(each.day, Kind.DATE),
            count(each.desks, what="desks", day=each.day),
            percent(each.desks, there.desks, what="desks", day=each.day),
            count(each.offices, what="offices", day=each.day),
            percent(each.offices, there.offices, what="offices", day=each.day),
        ]
        for each in reversed(shown)
    ]
    columns = [
        Column(_("Day"), Kind.DATE),
        Column(_("Desks sold"), Kind.COUNT),
        Column(_("Of %(count)s", count=there.desks), Kind.SHARE),
        Column(_("Offices sold"), Kind.COUNT),
        Column(_("Of %(count)s", count=there.offices), Kind.SHARE),
    ]
    lines = [
        (_("Desks"), [share(each.desks, there.desks) or 0 for each in days], there.desks),
        (_("Offices"), [share(each.offices, there.offices) or 0 for each in days], there.offices),
    ]
    series = [
        {"name": name, "values": [each / 10 for each in shares], "texts": [written(each, Kind.SHARE, "", asked.locale) for each in shares]}
        for name, shares, of in lines
        if of
    ]
    chart = {"kind": "lines", "names": [written(each.day, Kind.DATE, "", asked.locale) for each in days], "series": series, "unit": "%"}
    return Section(
        "by-day",
        title,
        columns,
        rows,
        chart,
        _("The share of desks and of offices that were sold on each day; the table below has the numbers."),
        ("desks", "offices"),
        is_tall=True,
    )


def _now(spaces: list[PlaceNow], asked: Asked) -> Section:
    """Every location together, then its spaces."""
    day, rows, bars = asked.until, [], []
    for (place, name), own in groupby(spaces, lambda each: (each.location_id, each.location)):
        inside = list(own)
        desks, offices = [each for each in inside if not each.is_office], [each for each in inside if each.is_office]
        for label, what, of in (
            (_("%(place)s, desks", place=name), "desks", desks),
            (_("%(place)s, offices", place=name), "offices", offices),
        ):
            if of:
                sold, there = sum(each.sold for each in of), sum(each.capacity for each in of)
                rows.append(
                    [
                        text(label),
                        count(sold, what=what, day=day, location=place),
                        places(there, what="capacity", of=what, day=day, location=place),
                        percent(sold, there, what=what, day=day, location=place),
                        places(sum(_free(each) for each in of), what="free", of=what, day=day, location=place),
                    ]
                )
                bars.append((label, share(sold, there) or 0))
        rows += [_space(each, day) for each in desks]
    emptiest = min(bars, key=lambda each: each[1])
    title = _("Most room is at %(place)s: %(share)s %% are sold", place=emptiest[0], share=emptiest[1] // 10)
    chart = {
        "kind": "bars",
        "names": [name for name, _sold in bars],
        "values": [sold / 10 for _name, sold in bars],
        "texts": [written(sold, Kind.SHARE, "", asked.locale) for _name, sold in bars],
    }
    columns = [
        Column(_("Where")),
        Column(_("Sold"), Kind.COUNT),
        Column(_("Capacity"), Kind.COUNT),
        Column(_("Share"), Kind.SHARE),
        Column(_("Free"), Kind.COUNT),
    ]
    return Section(
        "now",
        title,
        columns,
        rows,
        chart,
        _("The share of desks and of offices that is sold at each location; the table below has the numbers."),
        ("desks", "offices"),
        is_tall=True,
    )


def _free(of: PlaceNow) -> int:
    """Whoever is too many in one space takes no place of another."""
    return max(of.capacity - of.sold, 0)


def _space(of: PlaceNow, day: dt.date) -> list[Cell]:
    behind = {"what": "space", "day": day, "space": of.space_id}
    return [
        text(f"{of.location} · {of.space}"),
        count(of.sold, **behind),
        places(of.capacity, **behind | {"what": "capacity"}),
        percent(of.sold, of.capacity, **behind),
        places(_free(of), **behind | {"what": "free"}),
    ]


def _license_columns() -> list[ListColumn]:
    return [
        ListColumn("license", _("License"), path="/licenses/show/{license_id}"),
        ListColumn("organisation", _("Customer"), path="/organisations/show/{organisation_id}"),
        ListColumn("space", _("Space")),
        ListColumn("location", _("Location")),
        ListColumn("starts_on", _("From"), Kind.DATE),
        ListColumn("ends_on", _("Last day"), Kind.DATE),
    ]


def desks(session: Session, asked: Asked, words: Words) -> Listing:
    day = dt.date.fromisoformat(words["day"])
    return Listing(_("Licenses on desks"), desks_behind(asked, day), _license_columns(), [written(day, Kind.DATE, "", asked.locale)])


def space(session: Session, asked: Asked, words: Words) -> Listing:
    day = dt.date.fromisoformat(words["day"])
    return Listing(
        _("Licenses in the space"),
        desks_behind(asked, day, int(words["space"])),
        _license_columns(),
        [written(day, Kind.DATE, "", asked.locale)],
    )


def offices(session: Session, asked: Asked, words: Words) -> Listing:
    day = dt.date.fromisoformat(words["day"])
    columns = [
        ListColumn("space", _("Office"), path="/spaces/show/{space_id}"),
        ListColumn("location", _("Location")),
        ListColumn("organisations", _("Customer")),
        ListColumn("licenses", _("Licenses"), Kind.COUNT),
    ]
    return Listing(_("Offices that are taken"), offices_behind(asked, day), columns, [written(day, Kind.DATE, "", asked.locale)])


def capacity_list(session: Session, asked: Asked, words: Words) -> Listing:
    """The spaces of one kind, or the one, with the places that each has."""
    return _spaces(session, asked, words, "capacity", _("Places"))


def free_list(session: Session, asked: Asked, words: Words) -> Listing:
    return _spaces(session, asked, words, "free", _("Free places"))


def _spaces(session: Session, asked: Asked, words: Words, measure: str, title: str) -> Listing:
    """Raises KeyError without a kind or a space."""
    day, space_id = dt.date.fromisoformat(words["day"]), int(words["space"]) if "space" in words else None
    is_office = None if space_id is not None else {"desks": False, "offices": True}[words["of"]]
    spaces = [
        each for each in spaces_on(session, asked, day) if (each.is_office == is_office if space_id is None else each.space_id == space_id)
    ]
    rows = [
        {
            "space_id": each.space_id,
            "space": each.space,
            "location": each.location,
            "sold": each.sold,
            "capacity": each.capacity,
            "free": _free(each),
        }
        for each in spaces
    ]
    columns = [
        ListColumn("space", _("Space"), path="/spaces/show/{space_id}"),
        ListColumn("location", _("Location")),
        ListColumn("sold", _("Sold"), Kind.COUNT),
        ListColumn("capacity", _("Capacity"), Kind.COUNT),
        ListColumn("free", _("Free"), Kind.COUNT),
    ]
    return Listing(
        title,
        Known([row for row in rows if row[measure]], measure),
        columns,
        [written(day, Kind.DATE, "", asked.locale)],
        measure=Kind.COUNT,
    )


LISTS = {"capacity": capacity_list, "free": free_list, "desks": desks, "space": space, "offices": offices, "hours": hours_listing}
OCCUPANCY = Definition("occupancy", Permission.LICENSE_READ, lambda: _("Occupancy"), build, LISTS)
