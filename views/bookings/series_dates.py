"""The dates of a series before they are booked: what each costs, what stands in its way, and what is chosen for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.models import Room
from app.queries.bookings.alternatives import Alternative
from app.queries.bookings.facts import Wish
from app.queries.bookings.quote import quote_booking
from app.queries.bookings.series_preview import Dated, Plan, SeriesPreview, series_preview
from app.web.formats import format_money
from views.bookings.offer_said import elsewhere_said, extras_pay, price_said

BOOK, SKIP = "book", "skip"


@dataclass(frozen=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True)
class DateSaid:
    """One date: `chosen` is the value of one of its choices."""

    day: dt.date
    said: str
    price: str
    trouble: str
    choices: list[Choice]
    chosen: str


@dataclass(frozen=True)
class SeriesSaid:
    """`cents` is the sum of what is chosen; `skip` and `instead` say the choices as the action takes them."""

    dates: list[DateSaid]
    count: int
    cents: int
    price: str
    pays: list[str]
    stop: str
    needs_reason: bool
    skip: set[dt.date]
    instead: dict[dt.date, Alternative]


def series_said(session: Session, room: Room, plan: Plan, chosen: Mapping[str, str], *, by: Actor) -> SeriesSaid:
    """`chosen` are the fields "date-2026-12-01". Raises Refused at the field of the plan that makes no sense."""
    found = series_preview(session, plan, by=by)
    may_override = by.is_staff and by.may(Permission.BOOKING_OVERRIDE)
    dates, skip, instead, cents, needs_reason = [], set[dt.date](), dict[dt.date, Alternative](), 0, False
    for each in found.dates:
        others = {f"{other.room_id} {other.starts_at.isoformat()}": other for other in each.alternatives}
        said = _date(each, room, others, chosen.get(f"date-{each.day}", ""), may_override=may_override)
        dates.append(said)
        if said.chosen == SKIP:
            skip.add(each.day)
        elif said.chosen in others:
            instead[each.day] = other = others[said.chosen]
            cents += (
                quote_booking(
                    session, Wish(other.room_id, other.starts_at, other.ends_at, plan.user_id, plan.organisation_id, plan.people), by=by
                ).cost
                + each.extras
            )
        else:
            cents += each.cost + each.extras
            needs_reason = needs_reason or bool(each.trouble)
    currency = room.location.currency
    return SeriesSaid(
        dates,
        len(dates) - len(skip),
        cents,
        price_said(cents, currency),
        _pays(found, currency),
        _stop(found, currency),
        needs_reason,
        skip,
        instead,
    )


def _date(each: Dated, room: Room, others: Mapping[str, Alternative], chosen: str, *, may_override: bool) -> DateSaid:
    zone, currency = room.location.zone, room.location.currency
    choices = []
    if not each.trouble:
        choices.append(Choice(BOOK, _("Book it")))
    elif each.can_be_overridden and may_override and each.starts_at is not None:
        choices.append(Choice(BOOK, _("Book it all the same")))
    choices += [Choice(value, elsewhere_said(other, room, zone).text) for value, other in others.items()]
    choices.append(Choice(SKIP, _("Leave it out")))
    usual = BOOK if not each.trouble else SKIP
    return DateSaid(
        day=each.day,
        said=str(format_date(each.day, "EEE d MMM y")),
        price=price_said(each.cost + each.extras, currency) if each.starts_at is not None else "",
        trouble=each.trouble,
        choices=choices,
        chosen=chosen if any(choice.value == chosen for choice in choices) else usual,
    )


def _pays(found: SeriesPreview, currency: str) -> list[str]:
    """What pays the dates that nothing stands against."""
    said = [_("%(amount)s from credits", amount=format_money(found.credits, currency))] if found.credits else []
    if found.rest and found.rest_goes_to_invoice:
        said.append(_("%(amount)s on the next invoices", amount=format_money(found.rest, currency)))
    return said + extras_pay(found.extras, currency)


def _stop(found: SeriesPreview, currency: str) -> str:
    if found.rest and not found.rest_goes_to_invoice:
        return _("The credits are short by %(amount)s, and this cannot go to an invoice.", amount=format_money(found.rest, currency))
    return ""
