"""What speaks against a booking, in words for the person who wants it (B1, B9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.core.clock import local, now
from app.core.formats import locale_of, money_text
from app.models import Room
from app.queries.bookings.facts import Facts
from app.queries.bookings.house_rules import HouseRules
from app.queries.public_holidays import holiday_test
from app.rules.booking_limits import NEVER, Breach, Limits, breaches
from app.rules.opening_hours import ALWAYS, opening_hours

ABOUT_THE_START = frozenset({Breach.PAST, Breach.FAR_PAST, Breach.TOO_SOON})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`code` is one of Breach; `field` of the form it belongs to. Staff may override what can be, with a reason."""

    code: str
    message: str
    field: str
    can_be_overridden: bool


def obstacles(facts: Facts) -> tuple[Obstacle, ...]:
    """Everything that speaks against it except another booking; nothing for what is the house's own but what nobody may do."""
    found = (*_times(facts), *_opening(facts), *_access(facts), *_debt(facts), *_payer(facts), *_people(facts))
    every = tuple(Obstacle(code, message, field, code not in NEVER) for code, message, field in found)
    return tuple(each for each in every if not (facts.is_house and each.can_be_overridden))


Said = tuple[Breach, str, str]


def _times(facts: Facts) -> Iterator[Said]:
    rules, room = facts.rules, facts.room
    limits = Limits(rules.grid, room.min_minutes, room.max_minutes, rules.lead, rules.advance)
    for breach in breaches(limits, facts.wish.starts_at, facts.wish.ends_at, now(), facts.location.zone):
        if not (facts.wish.keeps_start and breach in ABOUT_THE_START):
            yield breach, *_said(breach, rules, room)


def _said(breach: Breach, rules: HouseRules, room: Room) -> tuple[str, str]:
    """Words, and the field that they belong to."""
    words: dict[Breach, tuple[str, str]] = {
        Breach.NO_LENGTH: (_("It ends before it starts."), "ends_at"),
        Breach.OFF_GRID: (_("Bookings begin and end on every %(minutes)s minutes of the hour.", minutes=rules.grid), "starts_at"),
        Breach.FAR_PAST: (_("That is more than a month ago."), "starts_at"),
        Breach.PAST: (_("That is past already."), "starts_at"),
        Breach.BEYOND_HORIZON: (_("Nobody can book further ahead than two years."), "starts_at"),
        Breach.TOO_FAR_AHEAD: (
            ngettext("Rooms can be booked %(num)s day ahead.", "Rooms can be booked %(num)s days ahead.", rules.advance.days),
            "starts_at",
        ),
        Breach.TOO_SOON: (
            _("Book at least %(minutes)s minutes before it starts.", minutes=int(rules.lead.total_seconds() // 60)),
            "starts_at",
        ),
        Breach.TOO_SHORT: (_("%(room)s is booked for %(span)s at least.", room=room.name, span=span_said(room.min_minutes)), "ends_at"),
        Breach.TOO_LONG: (_("%(room)s is booked for %(span)s at most.", room=room.name, span=span_said(room.max_minutes)), "ends_at"),
    }
    return words[breach]


def span_said(minutes: int) -> str:
    """ "90 minutes" as people say it: "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s minutes", minutes=rest)
    if rest:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


def _opening(facts: Facts) -> Iterator[Said]:
    for closure in facts.closures:
        if closure.starts_on <= facts.last_day and closure.ends_on >= facts.first_day:
            place = facts.room.name if closure.room_id else facts.location.name
            yield Breach.CLOSURE, _("%(place)s is closed that day: %(reason)s.", place=place, reason=closure.reason), "starts_at"
    written = facts.room.opening_hours or facts.location.opening_hours
    try:
        hours = opening_hours(written)
    except ValueError:  # written before anybody checked it: it tells people, and stops nobody
        hours = ALWAYS
    zone = facts.location.zone
    start, end = (local(each, zone).replace(tzinfo=None) for each in (facts.wish.starts_at, facts.wish.ends_at))
    if start < end and not hours.cover(start, end, holiday_test(facts.location.country)):
        yield Breach.CLOSED, _("%(room)s is open %(hours)s.", room=facts.room.name, hours="; ".join(written.split("\n"))), "starts_at"


def _access(facts: Facts) -> Iterator[Said]:
    """A license at the location, and for a private room one in its own space; neither may end before the booking does (B9)."""
    room = facts.room
    holding = [each for each in facts.licenses if each.location_id == room.location_id]
    if room.is_private:
        holding = [each for each in holding if each.space_id == room.space_id]
        if not holding:
            yield (
                Breach.PRIVATE,
                _("%(room)s is private: it is for those who have a place in %(space)s.", room=room.name, space=room.space.name),
                "room",
            )
            return
    if facts.wish.for_anybody:
        return
    if not holding:
        who = str(facts.user or facts.organisation)
        yield Breach.NO_LICENSE, _("%(name)s has no license at %(place)s that day.", name=who, place=facts.location.name), "user"
        return
    last = max(each.ends_on or dt.date.max for each in holding)
    if last < facts.last_day:
        yield Breach.BEYOND_LICENSE, _("The license ends on %(day)s, before that.", day=format_date(last, "d MMMM y")), "ends_at"


def _debt(facts: Facts) -> Iterator[Said]:
    """Bookings rest while invoices are too late (I9). Colleagues hear that they do, and not how much it is."""
    debt, organisation = facts.debt, facts.organisation
    if debt is None or organisation is None:
        return
    if not facts.reads_debts:
        said = _(
            "New bookings of %(name)s rest until an open invoice is paid. Ask whoever pays your invoices, or %(place)s.",
            name=organisation.name,
            place=facts.location.name,
        )
        yield Breach.DEBT, said, "user"
        return
    currency, since = debt.late[0].currency, debt.late[0].bill.due_on
    owed = money_text(sum(each.bill.cents for each in debt.late if each.currency == currency), currency, locale_of(facts.location.country))
    day = format_date(since, "d MMMM y")
    yield (
        Breach.DEBT,
        _(
            "%(name)s has %(owed)s overdue since %(day)s: new bookings rest until it is paid, or a day to pay is agreed on.",
            name=organisation.name,
            owed=owed,
            day=day,
        ),
        "user",
    )


def _payer(facts: Facts) -> Iterator[Said]:
    """What a booking costs stays with the organisation that it was booked for; whoever is with another one now would pay with that one's credits."""
    if facts.wish.booking_id is not None and facts.wish.organisation_id != (facts.organisation.id if facts.organisation else None):
        yield (
            Breach.OTHER_PAYER,
            _("%(name)s has changed organisation since it was booked: cancel it and book anew.", name=str(facts.user)),
            "user",
        )


def _people(facts: Facts) -> Iterator[Said]:
    if facts.wish.people is not None and facts.wish.people > facts.room.capacity:
        most = facts.room.capacity
        yield (
            Breach.TOO_MANY_PEOPLE,
            ngettext("%(room)s holds %(num)s person.", "%(room)s holds %(num)s people.", most, room=facts.room.name),
            "people",
        )
