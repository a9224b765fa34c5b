"""A series before it is made: every date with its price, what stands in its way, and where else it could be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.core.clock import now
from app.core.errors import Refused
from app.models.booking_series import Repeat
from app.queries.bookings.alternatives import Alternative, nearest
from app.queries.bookings.conflicts import blocked, in_the_way
from app.queries.bookings.extras import cents_of, extras_of
from app.queries.bookings.facts import Facts, Wish, facts_of
from app.queries.bookings.obstacles import Obstacle, obstacles
from app.queries.bookings.quote import goes_to_invoice, priced
from app.queries.wallets.paying import as_rules, free_lots
from app.rules.credits import Lot, payment
from app.rules.repeats import MOST, daily, monthly, weekly
from app.rules.wall_times import Skipped, instant_at

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What repeats: local days and times of the room's location; `ends` not after `starts` means the next day."""

    room_id: int
    repeat: Repeat
    first_on: dt.date
    last_on: dt.date
    starts: dt.time
    ends: dt.time
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    user_id: int | None = None
    organisation_id: int | None = None
    people: int | None = None
    extras: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """One date. Cents: `credits` of `cost` are paid by credits, if every date before it is booked; `extras` are beside it, and on an invoice. No instants: the clock skips it."""

    day: dt.date
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    cost: int = 0
    credits: int = 0
    extras: int = 0
    trouble: str = ""
    can_be_overridden: bool = False
    alternatives: list[Alternative] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """Sums are over the dates without trouble."""

    dates: list[Dated]
    cost: int
    credits: int
    extras: int
    rest_goes_to_invoice: bool

    @property
    def rest(self) -> int:
        return self.cost - self.credits


def series_preview(session: Session, plan: Plan, *, by: Actor) -> SeriesPreview:
    """Raises Refused for a plan without dates or with too many; Missing as a quote does."""
    found: list[Dated] = []
    on_invoice = False
    lots: Sequence[Lot] | None = None
    for day, starts_at, ends_at in dated(session, plan, by=by):
        if starts_at is None or ends_at is None:
            found.append(Dated(day, None, None, trouble=_("The clocks change: that time does not exist that day.")))
            continue
        wish = Wish(plan.room_id, starts_at, ends_at, plan.user_id, plan.organisation_id, plan.people, extras=plan.extras)
        facts = facts_of(session, wish, by=by)
        on_invoice = goes_to_invoice(facts)
        if lots is None:
            lots = as_rules(free_lots(session, facts.payer))
        one, lots = _one(session, day, facts, lots, by)
        found.append(one)
    good = [each for each in found if not each.trouble]
    return SeriesPreview(
        found, sum(each.cost for each in good), sum(each.credits for each in good), sum(each.extras for each in good), on_invoice
    )


def dated(session: Session, plan: Plan, *, by: Actor) -> Iterator[tuple[dt.date, dt.datetime | None, dt.datetime | None]]:
    """The days of a plan with their instants. Raises Refused at the field that makes no sense."""
    days = _days(plan)
    if not days:
        raise Refused(_("There is no such day between the first and the last."), field="last_on")
    zone = facts_of(session, Wish(plan.room_id, now(), now(), plan.user_id, plan.organisation_id), by=by).location.zone
    for day in days:
        until = day if plan.ends > plan.starts else day + DAY
        try:
            yield day, instant_at(dt.datetime.combine(day, plan.starts), zone), instant_at(dt.datetime.combine(until, plan.ends), zone)
        except Skipped:
            yield day, None, None


def _days(plan: Plan) -> list[dt.date]:
    if plan.last_on < plan.first_on:
        raise Refused(_("The last day is before the first."), field="last_on")
    if plan.last_on - plan.first_on > 731 * DAY:
        raise Refused(_("A series goes over two years at most."), field="last_on")
    if not 1 <= plan.interval <= 52:
        raise Refused(_("From 1 to 52."), field="interval")
    found = {
        Repeat.DAILY: lambda: daily(plan.first_on, plan.last_on, plan.interval),
        Repeat.WEEKLY: lambda: weekly(plan.first_on, plan.last_on, plan.interval, plan.weekdays),
        Repeat.MONTHLY: lambda: monthly(plan.first_on, plan.last_on, plan.interval),
    }[plan.repeat]()
    days = list(found)
    if len(days) > MOST:
        raise Refused(_("A series has at most %(most)s dates.", most=MOST), field="last_on")
    return days


def _one(session: Session, day: dt.date, facts: Facts, lots: Sequence[Lot], by: Actor) -> tuple[Dated, Sequence[Lot]]:
    wish = facts.wish
    _terms, quote = priced(facts)
    cost = quote.cost if quote else 0
    against: tuple[Obstacle, ...] = obstacles(facts)
    beside = extras_of(session, facts, None, by=by)
    extras = cents_of(beside)
    if refused := next((each.against for each in beside if each.against), ""):
        return Dated(day, wish.starts_at, wish.ends_at, cost, extras=extras, trouble=refused), lots
    if against:
        return Dated(
            day,
            wish.starts_at,
            wish.ends_at,
            cost,
            extras=extras,
            trouble=against[0].message,
            can_be_overridden=all(each.can_be_overridden for each in against),
        ), lots
    if in_the_way(session, facts.room.id, blocked(wish.starts_at, wish.ends_at, facts.room.buffer_minutes)):
        other = nearest(session, facts.room, wish.starts_at, wish.ends_at, grid=facts.rules.grid)
        return Dated(day, wish.starts_at, wish.ends_at, cost, extras=extras, trouble=_("The room is taken."), alternatives=other), lots
    paid = payment(lots, cost, wish.starts_at, now(), facts.where)
    taken = dict(paid.parts)
    lots = [replace(lot, available=lot.available - taken.get(lot.id, 0)) for lot in lots]
    return Dated(day, wish.starts_at, wish.ends_at, cost, cost - paid.rest, extras), lots
