"""The heat map of rooms by the hours of the week, which two reports show, and the bookings behind each of its hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from babel.dates import get_day_names
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.formats import week_order
from app.queries.reports.asked import Asked
from app.queries.reports.known import Known
from app.queries.reports.rooms import RoomUse, hours_behind, rooms, together
from app.rendering.reports.say import days_said, written
from app.rendering.reports.shape import Column, Kind, ListColumn, Listing, Section, share
from app.rendering.reports.words import percent_of_time, text
from app.rules.room_use import Hour, Minutes

PARTS = {"peak": lambda: _("Peak"), "off_peak": lambda: _("Off-peak")}


def weekday_said(weekday: int, asked: Asked) -> str:
    return get_day_names("abbreviated", locale=asked.locale)[weekday - 1]


def emptiest(found: list[RoomUse]) -> tuple[RoomUse, int] | None:
    """The room that is used least of its peak hours, and the tenths of a percent of them in which it is empty."""
    shares = [(each, 1000 - min(share(each.booked_time.peak, each.open_time.peak) or 0, 1000)) for each in found if each.open_time.peak]
    return max(shares, key=lambda each: each[1], default=None)


def emptiest_said(found: list[RoomUse]) -> str:
    """ "Boardroom is empty 71 % of peak hours": the finding about rooms."""
    worst = emptiest(found)
    if worst is None:
        return _("No room has peak hours in this time")
    return _("%(room)s (%(place)s) is empty %(share)s %% of peak hours", room=worst[0].name, place=worst[0].location, share=worst[1] // 10)


def room_hours(found: list[RoomUse], asked: Asked) -> Section:
    """A row for each hour of the day in which any room is open, a column for each weekday, in the order of the reader's calendars."""
    is_open, booked = together(found)
    hours = sorted({hour for _weekday, hour in is_open})
    used = {weekday for weekday, _hour in is_open}
    days = [weekday for weekday in week_order(asked.locale) if weekday in used]
    names = [weekday_said(each, asked) for each in days]

    def use(at: Hour) -> tuple[int, int]:
        return booked.get(at, Minutes()).all, is_open.get(at, Minutes()).all

    rows = [
        [text(f"{hour:02d}:00"), *(percent_of_time(*use((day, hour)), what="hours", weekday=day, hour=hour) for day in days)]
        for hour in hours
    ]
    cells = [(place, line, share(*use((day, hour)))) for line, hour in enumerate(hours) for place, day in enumerate(days)]
    chart = {
        "kind": "heat", "names": names, "rows": [f"{hour:02d}:00" for hour in hours], "cells": [[place, line, (each or 0) / 10] for place, line, each in cells],
        "texts": [written(each, Kind.SHARE, "", asked.locale) for _place, _line, each in cells], "most": max([(each or 0) / 10 for _place, _line, each in cells], default=100) or 100,
    }  # fmt: skip
    columns = [Column(_("Hour")), *(Column(name, Kind.SHARE) for name in names)]
    return Section(
        "hours",
        emptiest_said(found),
        columns,
        rows,
        chart,
        _("How much of the open time of rooms was booked in each hour of the week; the table below has the numbers."),
        ("booked_hours", "open_hours", "peak"),
    )


def hours_listing(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    """Bookings in one hour of the week, or of one room in all of its hours, with their minutes in it."""
    facts = [days_said(asked)]
    hour = None
    if "hour" in words:
        hour = int(words["weekday"]), dt.time(int(words["hour"])).hour
        facts.append(f"{weekday_said(hour[0], asked)} {hour[1]:02d}:00")
    part = words.get("part", "")
    facts += [PARTS[part]()] if part in PARTS else []
    columns = [
        ListColumn("when", _("When"), path="/bookings/show/{booking_id}"),
        ListColumn("room", _("Room"), path="/rooms/show/{room_id}"),
        ListColumn("location", _("Location")),
        ListColumn("organisation", _("Customer"), path="/organisations/show/{organisation_id}"),
        ListColumn("minutes", _("Booked"), Kind.HOURS),
    ]
    behind = hours_behind(session, asked, room_id=int(words["room"]) if "room" in words else None, hour=hour, part=part)
    return Listing(_("Booked hours"), behind, columns, facts, measure=Kind.HOURS)


def open_listing(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    """The hours of the week in which one room is open, with the minutes of all weeks together. Raises KeyError without a room, or for a part that there is not."""
    room_id, part = int(words["room"]), words["part"]
    facts = [days_said(asked), PARTS[part]()]
    found = [each for each in rooms(session, asked) if each.id == room_id]
    rows = [
        {"when": f"{weekday_said(weekday, asked)} {hour:02d}:00", "room_id": room_id, "room": each.name, "location": each.location, "minutes": minutes}
        for each in found
        for (weekday, hour), there in sorted(each.is_open.items())
        if (minutes := getattr(there, part))
    ]  # fmt: skip
    columns = [
        ListColumn("when", _("Hour")),
        ListColumn("room", _("Room"), path="/rooms/show/{room_id}"),
        ListColumn("location", _("Location")),
        ListColumn("minutes", _("Open"), Kind.HOURS),
    ]
    return Listing(_("Open hours"), Known(rows, "minutes"), columns, facts, measure=Kind.HOURS)
