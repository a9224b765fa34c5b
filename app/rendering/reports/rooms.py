"""Rooms: use and revenue of each, in peak hours and out of them, and those who did not come or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.queries.reports.asked import Asked
from app.queries.reports.rooms import RoomUse, bookings_behind, rooms
from app.rendering.reports.heat import emptiest_said, hours_listing, open_listing, room_hours
from app.rendering.reports.say import days_said, rounded_said, written
from app.rendering.reports.shape import Column, Definition, Figure, Kind, ListColumn, Listing, Report, Section, share
from app.rendering.reports.words import count, hours, money, percent, percent_of_time, text


def build(session: Session, asked: Asked) -> Report:
    found = rooms(session, asked)
    if not found:
        return Report([], [], [], nothing=(_("There are no rooms yet."), _("How much rooms are used, and what they bring, is shown here.")))
    return Report(
        [f"{emptiest_said(found)}."],
        _figures(found),
        [_use(found, asked), room_hours(found, asked), *_revenue(found, asked), _missed(found)],
    )


def _figures(found: list[RoomUse]) -> list[Figure]:
    booked, there = sum(each.booked_time.peak for each in found), sum(each.open_time.peak for each in found)
    total = {kind: sum(each.counts.get(kind, 0) for each in found) for kind in ("bookings", "no_shows", "cancelled", "over")}
    figures = [
        Figure(_("Peak hours booked"), percent_of_time(booked, there, what="hours", part="peak"), how="peak"),
        Figure(_("Bookings"), count(total["bookings"], what="bookings", kind="bookings")),
        Figure(_("No-shows"), percent(total["no_shows"], total["over"], what="bookings", kind="no_shows"), how="no_shows"),
        Figure(
            _("Cancelled"),
            percent(total["cancelled"], total["cancelled"] + total["bookings"], what="bookings", kind="cancelled"),
            how="cancelled",
        ),
    ]
    sums = {
        currency: sum(each.cents for each in found if each.currency == currency) for currency in sorted({each.currency for each in found})
    }
    return [
        *figures,
        *(
            Figure(_("Revenue of rooms"), money(cents, currency, what="costs"), how="room_revenue")
            for currency, cents in sums.items()
            if cents
        ),
    ]


def _name(room: RoomUse) -> str:
    return f"{room.name} ({room.location})"


def _open(of: RoomUse, part: str) -> dict[str, Any]:
    return {"what": "open", "room": of.id, "part": part, "location": of.location_id}


def _use(found: list[RoomUse], asked: Asked) -> Section:
    best = max(found, key=lambda each: share(each.booked_time.peak, each.open_time.peak) or 0)
    title = _(
        "%(room)s is used most: %(share)s %% of its peak hours",
        room=_name(best),
        share=(share(best.booked_time.peak, best.open_time.peak) or 0) // 10,
    )
    rows = []
    for each in found:
        booked, there = each.booked_time, each.open_time
        rows.append([
            text(_name(each)), hours(there.peak, **_open(each, "peak")), percent_of_time(booked.peak, there.peak, what="hours", room=each.id, part="peak"),
            hours(there.off_peak, **_open(each, "off_peak")), percent_of_time(booked.off_peak, there.off_peak, what="hours", room=each.id, part="off_peak"),
            hours(booked.all, what="hours", room=each.id),
        ])  # fmt: skip
    ordered = sorted(found, key=lambda each: -(share(each.booked_time.peak, each.open_time.peak) or 0))
    shares = [share(each.booked_time.peak, each.open_time.peak) or 0 for each in ordered]
    chart = {
        "kind": "bars",
        "names": [_name(each) for each in ordered],
        "values": [each / 10 for each in shares],
        "texts": [written(each, Kind.SHARE, "", asked.locale) for each in shares],
    }
    columns = [
        Column(_("Room")),
        Column(_("Peak hours"), Kind.HOURS),
        Column(_("Booked, peak"), Kind.SHARE),
        Column(_("Off-peak hours"), Kind.HOURS),
        Column(_("Booked, off-peak"), Kind.SHARE),
        Column(_("Booked hours"), Kind.HOURS),
    ]
    return Section(
        "use",
        title,
        columns,
        rows,
        chart,
        _("How much of its peak hours each room was booked; the table below has the numbers."),
        ("booked_hours", "peak", "open_hours"),
        is_tall=True,
    )


def _revenue(found: list[RoomUse], asked: Asked) -> list[Section]:
    sections = []
    for currency in sorted({each.currency for each in found if each.cents}):
        own = sorted((each for each in found if each.currency == currency), key=lambda each: -each.cents)
        title = _("%(room)s brings the most: %(cents)s", room=_name(own[0]), cents=rounded_said(own[0].cents, currency, asked.locale))
        rows = [
            [
                text(_name(each)),
                count(each.counts.get("bookings", 0), what="bookings", kind="bookings", room=each.id),
                money(each.cents, currency, what="costs", room=each.id),
            ]
            for each in own
        ]
        chart = {
            "kind": "bars",
            "names": [_name(each) for each in own],
            "values": [each.cents / 100 for each in own],
            "texts": [rounded_said(each.cents, currency, asked.locale) for each in own],
        }
        columns = [Column(_("Room")), Column(_("Bookings"), Kind.COUNT), Column(_("Revenue, %(currency)s", currency=currency), Kind.MONEY)]
        sections.append(
            Section(
                f"revenue-{currency}",
                title,
                columns,
                rows,
                chart,
                _("What each room brought; the table below has the numbers."),
                ("room_revenue",),
                is_tall=True,
            )
        )
    return sections


def _missed(found: list[RoomUse]) -> Section:
    missed, over = sum(each.counts.get("no_shows", 0) for each in found), sum(each.counts.get("over", 0) for each in found)
    title = _("To %(missed)s of %(over)s bookings nobody came", missed=missed, over=over)
    rows = []
    for each in found:
        counts = {kind: each.counts.get(kind, 0) for kind in ("bookings", "no_shows", "cancelled", "over")}
        rows.append([
            text(_name(each)), count(counts["no_shows"], what="bookings", kind="no_shows", room=each.id), percent(counts["no_shows"], counts["over"], what="bookings", kind="no_shows", room=each.id),
            count(counts["cancelled"], what="bookings", kind="cancelled", room=each.id), percent(counts["cancelled"], counts["cancelled"] + counts["bookings"], what="bookings", kind="cancelled", room=each.id),
        ])  # fmt: skip
    columns = [
        Column(_("Room")),
        Column(_("No-shows"), Kind.COUNT),
        Column(_("Of those that are over"), Kind.SHARE),
        Column(_("Cancelled"), Kind.COUNT),
        Column(_("Of those that were made"), Kind.SHARE),
    ]
    return Section("missed", title, columns, rows, how=("no_shows", "cancelled"), is_tall=True)


def _columns(currency: bool) -> list[ListColumn]:
    columns = [
        ListColumn("when", _("When"), path="/bookings/show/{booking_id}"),
        ListColumn("room", _("Room"), path="/rooms/show/{room_id}"),
        ListColumn("location", _("Location")),
        ListColumn("organisation", _("Customer"), path="/organisations/show/{organisation_id}"),
    ]
    return [*columns, ListColumn("cents", _("Costs"), Kind.MONEY)] if currency else columns


def bookings(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    said = {"bookings": _("Bookings"), "no_shows": _("No-shows"), "cancelled": _("Cancelled bookings")}[words["kind"]]
    return Listing(
        said, bookings_behind(asked, words["kind"], int(words["room"]) if "room" in words else None), _columns(False), [days_said(asked)]
    )


def costs(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    behind = bookings_behind(asked, "costs", int(words["room"]) if "room" in words else None, words["currency"])
    return Listing(_("Bookings that cost something"), behind, _columns(True), [days_said(asked)], currency=words["currency"])


ROOMS = Definition(
    "rooms",
    Permission.BOOKING_READ,
    lambda: _("Rooms"),
    build,
    {"hours": hours_listing, "open": open_listing, "bookings": bookings, "costs": costs},
)
